package io.tidewire.it.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/**
 * How a server is started and what it says, as {@code arquillian.xml} tells it. What it says are
 * regular expressions, each looked for in a line of its output, with <code>{}</code> in place of an
 * application's name without its ending.
 */
public final class LaunchedConfiguration implements ContainerConfiguration {
  private String command = "";
  private String environment = "";
  private String directory = "";
  private String deployments = "";
  private String output = "";
  private String started = "";
  private String deployed = "";
  private String absent = "";
  private String failed = "";
  private String undeployed = "";
  private int port;
  private int patience = 180;

  /**
   * The program and its arguments, with semicolons between them. It stays in the foreground until
   * it is ended.
   */
  public void setCommand(String command) {
    this.command = command;
  }

  /**
   * Variables for the program beside the build's own, {@code NAME=value}, with semicolons between
   * them.
   */
  public void setEnvironment(String environment) {
    this.environment = environment;
  }

  /** Where the program is started. */
  public void setDirectory(String directory) {
    this.directory = directory;
  }

  /** The folder from which the server deploys what is put there; it exists. */
  public void setDeployments(String deployments) {
    this.deployments = deployments;
  }

  /** The file that gets all that the server writes. */
  public void setOutput(String output) {
    this.output = output;
  }

  /** What the server says when it has started. */
  public void setStarted(String started) {
    this.started = started;
  }

  /** What it says when an application takes requests. */
  public void setDeployed(String deployed) {
    this.deployed = deployed;
  }

  /**
   * What its answers contain as long as it does not know an application, for a server that says too
   * early that it is deployed; empty for others.
   */
  public void setAbsent(String absent) {
    this.absent = absent;
  }

  /** What it says when an application cannot be deployed; before it says anything else. */
  public void setFailed(String failed) {
    this.failed = failed;
  }

  /** What it says when an application is gone. */
  public void setUndeployed(String undeployed) {
    this.undeployed = undeployed;
  }

  /** Where applications take requests, on loopback. */
  public void setPort(int port) {
    this.port = port;
  }

  /** The longest that a start, a deployment or an end may take, in seconds; 180 if not set. */
  public void setPatience(int patience) {
    this.patience = patience;
  }

  ProcessBuilder process() {
    ProcessBuilder process =
        new ProcessBuilder(list(command)).directory(Path.of(directory).toFile());
    process.environment().putAll(variables());
    return process.redirectErrorStream(true);
  }

  private Map<String, String> variables() {
    return list(environment).stream()
        .map(variable -> variable.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static List<String> list(String text) {
    return Stream.of(text.split(";")).map(String::strip).filter(one -> !one.isEmpty()).toList();
  }

  Path deployments() {
    return Path.of(deployments);
  }

  Path output() {
    return Path.of(output);
  }

  Pattern started() {
    return Pattern.compile(started);
  }

  Pattern deployed(String name) {
    return named(deployed, name);
  }

  /** {@return what answers contain as long as an application is not known, if anything} */
  Optional<Pattern> absent() {
    return absent.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(absent));
  }

  Pattern failed(String name) {
    return named(failed, name);
  }

  Pattern undeployed(String name) {
    return named(undeployed, name);
  }

  private static Pattern named(String expression, String name) {
    return Pattern.compile(expression.replace("{}", Pattern.quote(name)));
  }

  int port() {
    return port;
  }

  Duration patience() {
    return Duration.ofSeconds(patience);
  }

  @Override
  public void validate() {
    Map<String, String> given =
        Map.of(
            "command", command,
            "directory", directory,
            "deployments", deployments,
            "output", output,
            "started", started,
            "deployed", deployed,
            "failed", failed,
            "undeployed", undeployed);
    given.forEach(
        (property, value) -> {
          if (value.isBlank()) {
            throw new ConfigurationException("a launched server needs '" + property + "'");
          }
        });
  }
}
