package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium with cookies of its own, in which a test opens windows and looks at pages.
 * One of the windows is shown: what the other methods do, they do there.
 *
 * <p>A browser costs some hundred megabytes and a second. Its methods may be called by one thread.
 */
public final class Browser implements AutoCloseable {
  private static final String MISSING = "no Chromium and chromedriver on the PATH";

  // Held here, or its level would be collected with it. It warns of debugging tools not used here.
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  /** Only a failing test waits for so long; a browser on a loaded machine takes its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChromeDriver driver;

  /** The names of the windows, in the order in which they were opened. */
  private final List<String> windows = new ArrayList<>();

  private Browser(ChromeDriver driver) {
    this.driver = driver;
    windows.add(driver.getWindowHandle());
  }

  /**
   * Starts one, or skips the test with a notice where this machine has none.
   *
   * @param arguments more of Chromium's command line
   */
  public static Browser start(String... arguments) {
    Optional<Path> driver = onPath("chromedriver");
    Optional<Path> chromium =
        Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
            .flatMap(name -> onPath(name).stream())
            .findFirst();
    if (driver.isEmpty() || chromium.isEmpty()) {
      System.out.println(MISSING + ": a test in a browser is skipped");
      return abort(MISSING);
    }
    SELENIUM.setLevel(Level.SEVERE);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver.get().toFile()).build();
    ChromeDriver started = new ChromeDriver(service, options(chromium.get(), arguments));
    started.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
    return new Browser(started);
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static ChromeOptions options(Path chromium, String... arguments) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    options.addArguments(arguments);
    return options;
  }

  /** Loads a page in the window that is shown, and returns when it is loaded. */
  public Browser open(URI page) {
    driver.get(page.toString());
    return this;
  }

  /** Opens another window, shows it, and loads a page in it. */
  public Browser openAnother(URI page) {
    driver.switchTo().newWindow(WindowType.TAB);
    windows.add(driver.getWindowHandle());
    return open(page);
  }

  /** Shows one of the windows, counted from 0 in the order in which they were opened. */
  public Browser show(int window) {
    driver.switchTo().window(windows.get(window));
    return this;
  }

  /** Closes the window that is shown; another one has to be shown next. */
  public void closeWindow() {
    driver.close();
  }

  /** Lets the process of a window's page crash. The window must not be shown, nor any more. */
  public void crash(int window) {
    command(window, "Page.crash", "{}");
  }

  /** Stops all that a window's page does, as browsers do to hidden pages after some minutes. */
  public void freeze(int window) {
    command(window, "Page.setWebLifecycleState", "{\"state\":\"frozen\"}");
  }

  /** Lets a frozen page go on. */
  public void unfreeze(int window) {
    command(window, "Page.setWebLifecycleState", "{\"state\":\"active\"}");
  }

  private void command(int window, String method, String parameters) {
    Map<?, ?> capability =
        (Map<?, ?>) driver.getCapabilities().getCapability(ChromeOptions.CAPABILITY);
    String address = String.valueOf(capability.get("debuggerAddress"));
    DevTools.command(address, windows.get(window), method, parameters);
  }

  /** The address of the page that is shown. */
  public URI page() {
    return URI.create(driver.getCurrentUrl());
  }

  /** Goes back to the page before this one. */
  public void back() {
    driver.navigate().back();
  }

  /** Takes the network away from the window that is shown, and from no other; its page is told. */
  public void disconnect() {
    network(true);
  }

  /** Gives the network back to the window that is shown. */
  public void reconnect() {
    network(false);
  }

  private void network(boolean isOffline) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline", isOffline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** How many bytes the objects of the page that is shown take, without those that nobody needs. */
  public long heap() {
    driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
    Object bytes = driver.executeCdpCommand("Runtime.getHeapUsage", Map.of()).get("usedSize");
    return ((Number) bytes).longValue();
  }

  /** Resizes the window, in CSS pixels. */
  public void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  public void click(String selector) {
    element(selector).click();
  }

  /** Types a text instead of the one that is in a field. */
  public void fill(String selector, String text) {
    WebElement field = element(selector);
    field.clear();
    field.sendKeys(text);
  }

  private WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** The visible text of the first element that the selector matches. */
  public String text(String selector) {
    return element(selector).getText();
  }

  /** The visible texts of all elements that the selector matches. */
  public List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
  }

  /** The digits of an element's text. */
  public long number(String selector) {
    return Long.parseLong(text(selector).replaceAll("[^0-9]", ""));
  }

  /** Runs a script in the page: the body of a function with these arguments. Returns its value. */
  public Object evaluate(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Returns once an element matches the selector. */
  public void await(String selector) {
    until(
        () -> selector + ", but the page shows: " + text("body"),
        () -> !driver.findElements(By.cssSelector(selector)).isEmpty());
  }

  /** Returns once the text is in the first element that the selector matches. */
  public void awaitText(String selector, String text) {
    until(
        () -> "'" + text + "' in " + selector + ", not '" + text(selector) + "'",
        () -> text(selector).contains(text));
  }

  /** Returns once an element shows the number. */
  public void awaitNumber(String selector, long expected) {
    until(
        () -> expected + " in " + selector + ", not '" + text(selector) + "'",
        () -> number(selector) == expected);
  }

  private void until(Supplier<String> what, Supplier<Boolean> condition) {
    new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(what)
        .until(page -> condition.get());
  }

  /** Saves what the window shows, as PNG. */
  public void screenshot(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** Ends the browser; fails if a script of its pages threw something that nobody caught. */
  @Override
  public void close() {
    List<String> faults;
    try {
      faults = scriptFaults();
    } finally {
      driver.quit();
    }
    if (!faults.isEmpty()) {
      throw new AssertionError("uncaught in a page: " + String.join("; ", faults));
    }
  }

  /** A request that did not succeed is logged too, but is no fault of a script. */
  private List<String> scriptFaults() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("Uncaught") || message.contains("Content Security"))
        .toList();
  }
}
