package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.ExamplePage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The first example of a page of the documentation, as somebody takes it who copies what stands
 * there: a class, commands, and what these show.
 *
 * @param page the text of the page
 */
record DocumentedExample(String page) {
  private static final Pattern CLASS =
      Pattern.compile("```java\\n(package com\\.example;.*?class (\\w+).*?)```", Pattern.DOTALL);
  private static final Pattern COMMAND =
      Pattern.compile("```\\n([^`]*?\\bcurl .*?)(?:\\n\\n(.*?))?\\n```", Pattern.DOTALL);

  /**
   * A command and what it shows.
   *
   * @param text the command, of one line or more
   * @param output what it shows, empty if the page does not say
   */
  record Command(String text, String output) {}

  static DocumentedExample of(String page) {
    try {
      return new DocumentedExample(
          Files.readString(FirstSteps.PROJECT.resolve("docs").resolve(page)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Command> commands() {
    return COMMAND
        .matcher(page)
        .results()
        .map(found -> new Command(found.group(1), found.group(2) == null ? "" : found.group(2)))
        .toList();
  }

  /** Adds the class, compiled as it stands there. */
  WebArchive addTo(WebArchive war) {
    Matcher found = CLASS.matcher(page);
    assertThat(found.find()).as("a class on the page").isTrue();
    try {
      Path folder = Files.createTempDirectory("documented");
      Path source = folder.resolve(found.group(2) + ".java");
      Files.writeString(source, found.group(1));
      ExamplePage.compile(source, "-parameters");
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          war.addAsWebInfResource(
              new ByteArrayAsset(Files.readAllBytes(file)), "classes/" + folder.relativize(file));
        }
      }
      return war;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
