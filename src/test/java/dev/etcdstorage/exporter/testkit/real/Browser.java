package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a screen, as Debian packages it, with a profile of its own. */
public final class Browser implements AutoCloseable {
  private final Path profile = Folders.temporary("chromium");
  private final ChromeDriver driver;

  private Browser() {
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver", "chromium-driver").toFile())
            .usingAnyFreePort()
            .withLogFile(profile.resolve("chromedriver.log").toFile())
            .build();
    driver = new ChromeDriver(service, options(program("chromium", "chromium")));
  }

  /** Starts one, with a window of an ordinary width by day. */
  public static Browser start() {
    Browser browser = new Browser();
    browser.asStarted();
    return browser;
  }

  /** Such a window again, whose complaints so far are forgotten. */
  public void asStarted() {
    width(1100);
    dark(false);
    var unused = complaints();
  }

  private static Path program(String name, String debianPackage) {
    return ToolsDir.onPath(name)
        .orElseThrow(
            () ->
                new AssertionError(
                    name
                        + " is not on the PATH; ./test installs it where it may, else install"
                        + " Debian's package "
                        + debianPackage));
  }

  private ChromeOptions options(Path chromium) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile.resolve("data"));
    return options;
  }

  /** Loads a page and waits until it is there. */
  public void open(String url) {
    driver.get(url);
  }

  /** How wide the window is, in CSS pixels. */
  public void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Whether its user prefers dark colours. */
  public void dark(boolean yes) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", yes ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  /** The text that a person sees. */
  public String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  public String title() {
    return driver.getTitle();
  }

  /** How many elements match a CSS selector. */
  public int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** The texts of all elements that match a CSS selector. */
  public List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream()
        .map(element -> element.getText())
        .toList();
  }

  /** What a function of the test's own, which the page's policy does not bind, finds out. */
  public String ask(String script) {
    return String.valueOf(driver.executeScript(script));
  }

  /** What the page or the browser complained of since this was last asked. */
  public List<String> complaints() {
    return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The accessible name of an element, as a screen reader would say it. */
  public String name(String selector) {
    return String.valueOf(driver.findElement(By.cssSelector(selector)).getAccessibleName());
  }

  /** A picture of the whole page, or of no more than so much of it. */
  public void picture(Path file, int height) {
    String width = ask("return window.innerWidth");
    String full = ask("return document.documentElement.scrollHeight");
    Map<String, Object> clip =
        Map.of(
            "x", 0,
            "y", 0,
            "width", Integer.parseInt(width),
            "height", Math.min(height, Integer.parseInt(full)),
            "scale", 1);
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot",
            Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the browser and its driver. */
  @Override
  public void close() {
    driver.quit();
    Folders.delete(profile);
  }
}
