package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoverOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --yes                                      | --yes needs a place for the snapshot
          --yes --no-snapshot --snapshot-dir=/backup | exclude each other; keep one
          --dry-run --yes --no-snapshot              | --dry-run and --yes contradict each other
          --keep-revisions=-1                        | --keep-revisions: "-1" is not a whole number
          --snapshot-dir=                            | --snapshot-dir: is empty
          """)
  void wrongUsageIsOneLineAndNothingIsAsked(String flags, String complaint) {
    List<String> args = new ArrayList<>(List.of("recover", "--endpoints=http://127.0.0.1:1"));
    args.addAll(List.of(flags.split(" ")));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);

    int code = Main.run(args.toArray(String[]::new), Map.of(), stream, stream);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("error: ")
        .contains(complaint);
  }
}
