package dev.etcdstorage.exporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void wordsStandOnTheLeftAndNumbersOnTheRight() {
    Table table = new Table().left("NAME").right("KEYS").row("pods", "1,200").row("leases", "7");
    assertThat(table.lines("  "))
        .containsExactly("  NAME     KEYS", "  pods    1,200", "  leases      7");
  }

  @Test
  void aRemarkInPlaceOfTheLastCellsWidensNoColumn() {
    Table table =
        new Table().left("NAME").right("A", "B").row("one", "1", "2").row("two", "does not answer");
    assertThat(table.lines()).containsExactly("NAME  A  B", "one   1  2", "two   does not answer");
  }

  /** Also where the column that it begins in has numbers, on the right. */
  @Test
  void aShortRemarkStandsOnTheLeft() {
    Table table =
        new Table()
            .left("NAME")
            .right("KEYS", "BYTES")
            .row("one", "1,850,021", "2")
            .row("two", "away");
    assertThat(table.lines())
        .containsExactly("NAME       KEYS  BYTES", "one   1,850,021      2", "two   away");
  }

  @Test
  void withoutHeadsThereIsNoHeadLine() {
    assertThat(new Table().left("", "").row("a", "b").lines()).containsExactly("a  b");
  }

  @Test
  void aVeryLongCellPushesItsOwnRowOnly() {
    String key = "k".repeat(80);
    Table table = new Table().left("key").right("puts").row(key, "1").row("b", "2");
    assertThat(table.lines())
        .containsExactly(
            "key" + " ".repeat(57) + "  puts", key + "     1", "b" + " ".repeat(59) + "     2");
  }
}
