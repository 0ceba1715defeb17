package io.tidewire.it.matrix;

import io.tidewire.it.matrix.Outcome.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the reports that the build leaves of each test class on each server. */
final class Reports {
  private Reports() {}

  /** Nothing, where no test has run. */
  static List<Outcome> read(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Path file : files) {
      outcomes.addAll(outcomes(parse(file)));
    }
    return outcomes;
  }

  private static Document parse(Path file) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(file.toFile());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("not a report: " + file, e);
    }
  }

  private static List<Outcome> outcomes(Document report) {
    Map<String, String> properties = new HashMap<>();
    for (Element property : elements(report.getElementsByTagName("property"))) {
      properties.put(property.getAttribute("name"), property.getAttribute("value"));
    }
    String server = properties.get("server.name") + " " + properties.get("server.version");
    return elements(report.getElementsByTagName("testcase")).stream()
        .map(test -> outcome(server, test))
        .toList();
  }

  private static Outcome outcome(String server, Element test) {
    String className = test.getAttribute("classname").replaceFirst("\\(.*", "");
    String method = test.getAttribute("name").replaceFirst("[^\\w].*", "");
    String name = className.substring(className.lastIndexOf('.') + 1) + "." + method;
    for (Element child : elements(test.getChildNodes())) {
      switch (child.getTagName()) {
        case "skipped" -> {
          String reason = reason(child);
          return new Outcome(server, name, Result.SKIPPED, reason);
        }
        case "failure", "error" -> {
          String reason = firstLine(child.getAttribute("message"));
          return new Outcome(server, name, Result.FAILED, reason);
        }
        default -> {}
      }
    }
    return new Outcome(server, name, Result.PASSED, "");
  }

  /** JUnit puts the condition before the reason; of an assumption there is only the exception. */
  private static String reason(Element skipped) {
    String message = skipped.getAttribute("message");
    return message.isEmpty()
        ? firstLine(skipped.getTextContent()).replaceFirst(".*Assumption failed: ", "")
        : message.replaceFirst(".* ==> ", "");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .toList();
  }
}
