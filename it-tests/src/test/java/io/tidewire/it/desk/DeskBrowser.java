package io.tidewire.it.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

/** An operations desk, or another page of the sample, in a browser of its own. */
final class DeskBrowser implements AutoCloseable {

  // Held here, or its level would be collected with it. It warns of debugging tools not used here.
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  private DeskBrowser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** The browser and its driver that this machine has, or empty. */
  static Optional<Installed> installed() {
    Optional<Path> driver = onPath("chromedriver");
    Optional<Path> browser =
        Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
            .flatMap(name -> onPath(name).stream())
            .findFirst();
    return driver.flatMap(d -> browser.map(b -> new Installed(b, d)));
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  record Installed(Path browser, Path driver) {

    /** Opens a page that connects at once. */
    DeskBrowser open(URL page) {
      DeskBrowser desk = openAny(page);
      desk.awaitState("open");
      return desk;
    }

    DeskBrowser openAny(URL page) {
      SELENIUM.setLevel(Level.SEVERE);
      LoggingPreferences logs = new LoggingPreferences();
      logs.enable(LogType.BROWSER, Level.ALL);
      ChromeOptions options = new ChromeOptions();
      options.setBinary(browser.toFile());
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
      ChromeDriverService service =
          new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).build();
      DeskBrowser desk = new DeskBrowser(new ChromeDriver(service, options));
      desk.driver.get(page.toString());
      return desk;
    }
  }

  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** Opens another window, which has the same cookies, on the page of the one that is shown. */
  void openAnother() {
    String page = driver.getCurrentUrl();
    driver.switchTo().newWindow(WindowType.TAB);
    driver.get(page);
  }

  /** Shows one of the windows, in the order in which they were opened. */
  void show(int window) {
    driver.switchTo().window(List.copyOf(driver.getWindowHandles()).get(window));
  }

  void placeOrder(String region, String item, int quantity) {
    element("select[name=region] option[value=" + region + "]").click();
    fill("input[name=item]", item);
    fill("input[name=quantity]", String.valueOf(quantity));
    click("#order-form .primary");
  }

  void fill(String selector, String text) {
    WebElement field = element(selector);
    field.clear();
    field.sendKeys(text);
  }

  void follow(String transport) {
    click("#transports label:has([value=" + transport + "])");
    await("body[data-state=open][data-transport=" + transport + "]");
  }

  void click(String selector) {
    element(selector).click();
  }

  private WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  void awaitState(String state) {
    await("body[data-state=" + state + "]");
  }

  void await(String selector) {
    new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> selector + ", but the page shows: " + element("main").getText())
        .until(page -> !page.findElements(By.cssSelector(selector)).isEmpty());
  }

  void awaitText(String selector, String text) {
    new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> "'" + text + "' in " + selector + ", not '" + text(selector) + "'")
        .until(page -> text(selector).contains(text));
  }

  void awaitNumber(String selector, long expected) {
    new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> expected + " in " + selector + ", not '" + text(selector) + "'")
        .until(page -> number(selector) == expected);
  }

  String text(String selector) {
    return element(selector).getText();
  }

  List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
  }

  long number(String selector) {
    return Long.parseLong(text(selector).replaceAll("[^0-9]", ""));
  }

  Object evaluate(String script) {
    return driver.executeScript(script);
  }

  void screenshot(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** What scripts of the page threw; that a request did not succeed is no fault of theirs. */
  List<String> scriptFaults() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("Uncaught"))
        .toList();
  }

  @Override
  public void close() {
    List<String> faults = scriptFaults();
    driver.quit();
    assertThat(faults).isEmpty();
  }
}
