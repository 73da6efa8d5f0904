package dev.etcdstorage.exporter.testkit.real;

import java.util.List;

/** How well the texts of a page stand out, computed from what the browser really draws (WCAG 2). */
public final class Contrast {
  /** Lists every text whose colour is less than 4.5 times as bright or dark as what is behind. */
  private static final String TOO_LOW =
      """
      const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
      const rgb = c => c.match(/[\\d.]+/g).map(Number);
      const light = c => { const [r, g, b] = rgb(c);
        return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
      const behind = e => { for (; e; e = e.parentElement) {
          const c = getComputedStyle(e).backgroundColor;
          if (rgb(c).length < 4 || rgb(c)[3] === 1) return c; }
        return 'rgb(255, 255, 255)'; };
      const low = [];
      let texts = 0;
      for (const e of document.body.querySelectorAll('*')) {
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
        texts++;
        const a = light(getComputedStyle(e).color), b = light(behind(e));
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) low.push(e.tagName + ' "' + e.textContent.slice(0, 40) + '" ' + ratio.toFixed(2));
      }
      return texts < 10 ? 'only ' + texts + ' texts' : low.join('\\n');
      """;

  private Contrast() {}

  /** The texts that are hard to read. */
  public static List<String> tooLow(Browser browser) {
    return browser.ask(TOO_LOW).lines().toList();
  }
}
