package dev.etcdstorage.exporter.status;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page's only style sheet. Colours have a contrast of at least 4.5 with what lies behind them,
 * by day and by night; a test computes it in a browser.
 */
final class Style {
  static final String SHEET =
      """

      :root { color-scheme: light dark;
        --back: #ffffff; --card: #f6f8fa; --text: #1b1f24; --soft: #4d5660; --rule: #c3cad2;
        --link: #0550ae; --code: #e6eaef;
        --ok: #116329; --warning: #7a4d00; --critical: #a40e26; --unknown: #4d5660;
        --live: #0a58ca; --old: #bc4c00; --used: #6639ba; --free: #9aa4ae; --room: #ffffff; }
      @media (prefers-color-scheme: dark) { :root {
        --back: #0d1117; --card: #161b22; --text: #e6edf3; --soft: #a7b1bc; --rule: #3d444d;
        --link: #79c0ff; --code: #262c36;
        --ok: #3fb950; --warning: #d29922; --critical: #f85149; --unknown: #a7b1bc;
        --live: #58a6ff; --old: #f0883e; --used: #a98bf5; --free: #6e7681; --room: #0d1117; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 80rem; padding: 0 0.8rem 2rem; background: var(--back);
        color: var(--text); font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
      h1 { font-size: 1.3rem; margin: 0.8rem 0 0; }
      h2 { font-size: 1.2rem; margin: 1.4rem 0 0.2rem; }
      h3 { font-size: 1.05rem; margin: 1.2rem 0 0; }
      article h3, .alarm h3 { margin: 0; }
      footer { margin-top: 1.2rem; }
      p { margin: 0.4rem 0; }
      small, dt, figcaption, header p, footer, .runbook { color: var(--soft); font-size: 0.875rem; }
      small { font-weight: normal; }
      a { color: var(--link); }
      nav ul, .legend { list-style: none; margin: 0.3rem 0; padding: 0; display: flex;
        flex-wrap: wrap; gap: 0.2rem 1rem; }
      code { white-space: nowrap; background: var(--code); padding: 0.1rem 0.3rem; border-radius: 0.2rem;
        font-family: ui-monospace, monospace; font-size: 0.95em; }
      .cards { display: grid; gap: 0.8rem; align-items: start;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); }
      article { background: var(--card); border: 1px solid var(--rule); border-left-width: 0.4rem;
        border-radius: 0.3rem; padding: 0.6rem 0.8rem; min-width: 0; }
      article.ok { border-left-color: var(--ok); }
      article.warning { border-left-color: var(--warning); }
      article.critical { border-left-color: var(--critical); }
      article.unknown { border-left-color: var(--unknown); }
      .badge { color: #ffffff; padding: 0.05rem 0.45rem; border-radius: 0.2rem; }
      .badge.ok { background: #116329; }
      .badge.warning { background: #7a4d00; }
      .badge.critical { background: #a40e26; }
      .badge.unknown { background: #4d5660; }
      .fault { border-left: 0.4rem solid var(--warning); padding: 0.2rem 0.8rem; }
      .alarm { background: #a40e26; color: #ffffff; padding: 0.6rem 0.8rem; margin: 0.6rem 0;
        border-radius: 0.3rem; font-size: 1.05rem; }
      .alarm h3 { font-size: 1.25rem; }
      .alarm a { color: #ffffff; }
      .alarm code { background: #5c0815; color: #ffffff; }
      figure { margin: 0.6rem 0; }
      figcaption p { margin: 0.1rem 0; color: var(--text); font-weight: 600; }
      .bar { display: block; width: 100%; height: 1.7rem; }
      .spark { display: block; width: 100%; height: 4.5rem; border-bottom: 1px solid var(--rule); }
      .swatch { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.35rem;
        vertical-align: -0.08rem; }
      .live { fill: var(--live); background: var(--live); }
      .old { fill: var(--old); background: var(--old); }
      .used { fill: var(--used); background: var(--used); }
      .free { fill: var(--free); background: var(--free); }
      .room { fill: var(--room); stroke: var(--soft); vector-effect: non-scaling-stroke; }
      .quota { stroke: var(--text); stroke-width: 3; vector-effect: non-scaling-stroke; }
      .size, .limit { fill: none; stroke: var(--text); stroke-width: 2; stroke-linecap: round;
        vector-effect: non-scaling-stroke; }
      .limit { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 6 4; }
      .area { fill: var(--used); fill-opacity: 0.45; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: 0.15rem 0.8rem; margin: 0.4rem 0 0; }
      dd { margin: 0; min-width: 0; font-size: 0.925rem; }
      table { border-collapse: collapse; width: 100%; margin: 0.8rem 0; font-size: 0.925rem; }
      caption { text-align: left; font-weight: 600; }
      th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.7rem 0.2rem 0;
        border-top: 1px solid var(--rule); }
      th { color: var(--soft); font-weight: normal; overflow-wrap: normal; }
      .number { text-align: right; padding-right: 0; padding-left: 0.7rem; }
      td.number { overflow-wrap: normal; font-variant-numeric: tabular-nums; }
      .tables { display: grid; gap: 0 2rem;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); align-items: start; }
      """;

  private Style() {}

  /** What a content security policy says to allow this sheet and no other. */
  static String source() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(SHEET.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
