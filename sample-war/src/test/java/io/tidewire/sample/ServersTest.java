package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * What the documentation promises of the servers that the sample runs on, read off the build's
 * files.
 */
class ServersTest {

  private static final Pattern COMMAND =
      Pattern.compile("\\| `mvn -pl (\\S+) -am package cargo:run -DskipTests(?: -P(\\w+))?` \\|");

  /** All others are full servers, which have CDI and JSON-B. */
  private static final Pattern SERVLET_CONTAINER = Pattern.compile("(tomcat|jetty)\\d+x");

  @Test
  void eachServerGetsTheWarThatItTakes() throws Exception {
    List<MatchResult> commands =
        COMMAND.matcher(Files.readString(SourceTree.of("../docs/sample.md"))).results().toList();

    assertThat(commands).hasSizeGreaterThan(8);
    for (MatchResult command : commands) {
      Map<String, String> build = properties(command.group(1), command.group(2));
      boolean servletContainer = SERVLET_CONTAINER.matcher(build.get("cargo.container")).matches();
      assertThat(build)
          .as(command.group())
          .containsEntry("war.kind", servletContainer ? "" : "-thin")
          .containsEntry("cargo.maven.skip", "false");
      assertThat(build.get("server.version")).as(command.group()).matches("\\$\\{[a-z0-9.]+}");
    }
  }

  @Test
  void eachProfileHasACommandOnThePage() throws Exception {
    String page = Files.readString(SourceTree.of("../docs/sample.md"));

    NodeList names = nodes("sample-war/pom.xml", "//profile[properties/cargo.container]/id");

    assertThat(names.getLength()).isGreaterThan(5);
    for (int i = 0; i < names.getLength(); i++) {
      assertThat(page)
          .contains("-pl sample-war -am package cargo:run -DskipTests -P" + text(names, i) + "`");
    }
  }

  @Test
  void eachServerKnowsTheUsersOfThePage() throws Exception {
    String page = Files.readString(SourceTree.of("../docs/sample.md"));
    List<String> users =
        List.of(properties("sample-war", null).get("cargo.servlet.users").split("\\|", -1));
    // In place of the one that the build would configure.
    String liberty = Files.readString(SourceTree.of("src/servers/liberty.xml"));

    assertThat(users).hasSize(3);
    for (String user : users) {
      String name = user.substring(0, user.indexOf(':'));
      assertThat(user).startsWith(name + ":" + name + ":");
      assertThat(page).contains("`" + name + "`");
      assertThat(liberty).contains("<user name=\"%s\" password=\"%s\"/>".formatted(name, name));
    }
  }

  /** In the order in which Maven lets the later one win. */
  private static Map<String, String> properties(String module, String profile) throws Exception {
    Map<String, String> all = new HashMap<>();
    for (String pom : List.of("pom.xml", module + "/pom.xml")) {
      for (String of : List.of("", "/profiles/profile[id='" + profile + "']")) {
        NodeList found = nodes(pom, "/project" + of + "/properties/*");
        for (int i = 0; i < found.getLength(); i++) {
          all.put(found.item(i).getNodeName(), text(found, i));
        }
      }
    }
    return all;
  }

  private static NodeList nodes(String pom, String path) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(SourceTree.of("../" + pom).toFile());
    XPath xpath = XPathFactory.newInstance().newXPath();
    return (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
  }

  private static String text(NodeList nodes, int index) {
    return nodes.item(index).getTextContent().strip();
  }
}
