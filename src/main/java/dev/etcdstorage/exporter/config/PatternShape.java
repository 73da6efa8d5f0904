package dev.etcdstorage.exporter.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * What a pattern looks like from afar, told without compiling it: RE2/J writes counted repetitions
 * out, so that {@code ((a{999}){999}){999}} would fill the memory before it could be refused.
 *
 * @param size about as many instructions as the pattern compiles to
 * @param unclosed where the innermost group begins that is not closed
 */
record PatternShape(long size, OptionalInt unclosed) {
  /** Enough to refuse it, and no sum or product of two of these overflows. */
  private static final long HUGE = 1_000_000_000;

  static PatternShape of(String pattern) {
    return new Walk(pattern).toTheEnd();
  }

  private static final class Walk {
    private final String pattern;
    private final Deque<Integer> open = new ArrayDeque<>();
    private final Deque<Long> outside = new ArrayDeque<>();
    private long sum;
    private long last;
    private int at;

    Walk(String pattern) {
      this.pattern = pattern;
    }

    PatternShape toTheEnd() {
      while (at < pattern.length()) {
        step();
      }
      long size = outside.stream().reduce(sum, Long::sum);
      return new PatternShape(
          size, open.isEmpty() ? OptionalInt.empty() : OptionalInt.of(open.getFirst()));
    }

    private void step() {
      switch (pattern.charAt(at)) {
        case '\\' -> escape();
        case '[' -> {
          skipClass();
          atom(1);
        }
        case '(' -> {
          open.push(at++);
          outside.push(sum);
          sum = 0;
        }
        case ')' -> close();
        case '{' -> repeat();
        case '|' -> {
          at++;
          atom(2);
        }
        default -> {
          at++;
          atom(1);
        }
      }
    }

    private void atom(long size) {
      last = size;
      sum = Math.min(HUGE, sum + size);
    }

    private void close() {
      at++;
      if (open.isEmpty()) {
        return; // refused by the compiler
      }
      open.pop();
      long group = sum + 2;
      sum = outside.pop();
      atom(Math.min(HUGE, group));
    }

    private void escape() {
      char next = at + 1 < pattern.length() ? pattern.charAt(at + 1) : ' ';
      if (next == 'Q') {
        int end = pattern.indexOf("\\E", at + 2);
        atom((end < 0 ? pattern.length() : end) - at);
        at = end < 0 ? pattern.length() : end + 2;
        return;
      }
      boolean braces =
          (next == 'x' || next == 'p' || next == 'P') && pattern.startsWith("{", at + 2);
      int end = braces ? pattern.indexOf('}', at + 2) : at + 1;
      at = (end < 0 ? pattern.length() : end) + 1;
      atom(1);
    }

    /** Also past what looks like the end but is not: a first ], an escape, [:alpha:]. */
    private void skipClass() {
      at++;
      if (pattern.startsWith("^", at)) {
        at++;
      }
      for (boolean first = true; at < pattern.length(); first = false) {
        char c = pattern.charAt(at);
        int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
        if (c == ']' && !first) {
          at++;
          return;
        }
        if (named > 0) {
          at = named + 2;
        } else {
          boolean single = skipClassCharacter();
          if (single && pattern.startsWith("-", at) && !pattern.startsWith("-]", at)) {
            at++;
            var unused = skipClassCharacter(); // the end of a range, which [ may be
          }
        }
      }
    }

    /** True unless it was a class of its own, such as {@code \\d}, which begins no range. */
    private boolean skipClassCharacter() {
      boolean escape = pattern.startsWith("\\", at);
      boolean single =
          !escape || at + 1 >= pattern.length() || "dDsSwWpP".indexOf(pattern.charAt(at + 1)) < 0;
      int brace = escape && pattern.startsWith("{", at + 2) ? pattern.indexOf('}', at) : -1;
      boolean braces = brace > 0 && "xpP".indexOf(pattern.charAt(at + 1)) >= 0;
      at = braces ? brace + 1 : at + (escape ? 2 : 1);
      return single;
    }

    private void repeat() {
      int end = pattern.indexOf('}', at);
      String[] bounds = end < 0 ? new String[0] : pattern.substring(at + 1, end).split(",", 2);
      long times = 0;
      for (String bound : bounds) {
        if (!bound.matches("[0-9]{0,4}")) {
          end = -1; // not a repetition but text
        } else if (!bound.isEmpty()) {
          times = Math.max(times, Long.parseLong(bound));
        }
      }
      boolean text = end < 0 || bounds[0].isEmpty(); // as {} and {,3} are
      if (text) {
        at++;
        atom(1);
        return;
      }
      at = end + 1;
      // An open end takes one more, a range a branch for each.
      long all = Math.min(HUGE, last * (2 * times + 1));
      sum = Math.min(HUGE, sum + all);
      last = all;
    }
  }
}
