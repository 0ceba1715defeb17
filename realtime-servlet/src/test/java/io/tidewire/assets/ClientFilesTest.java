package io.tidewire.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientFilesTest {

  private final Map<String, String> resources =
      new TreeMap<>(
          Map.of(
              "files.txt", "client.js\nshare.js\r\n\ntypes.d.ts\n",
              "version.txt", "1.2.3\n",
              "client.js", "export const a = 1;",
              "client.js.gz", "zipped",
              "share.js", "export const b = 2;",
              "secret.js", "",
              "types.d.ts", ""));

  private ClientFiles files() {
    return ClientFiles.on(
        new ClassLoader(null) {
          @Override
          public @Nullable InputStream getResourceAsStream(String name) {
            String text = resources.get(name.replaceFirst("^io/tidewire/client/", ""));
            return text == null
                ? null
                : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private static String text(ClientFiles files, String path) {
    byte[] bytes = files.find(path).orElseThrow().form(false).bytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void theEntryLeadsToTheFolderOfTheVersion() {
    ClientFiles files = files();
    assertThat(text(files, "client.js")).isEqualTo("export * from './client/1.2.3/client.js';\n");
    assertThat(text(files, "client/1.2.3/client.js")).isEqualTo("export const a = 1;");
    assertThat(text(files, "client/1.2.3/share.js")).isEqualTo("export const b = 2;");
  }

  @Test
  void whatIsNotListedOrNoScriptIsNotThere() {
    ClientFiles files = files();
    for (String path :
        List.of(
            "",
            "client",
            "client/",
            "client/1.2.3",
            "client/1.2.3/",
            "client/1.2.3/secret.js",
            "client/1.2.3/types.d.ts",
            "client/1.2.3/client.js.gz",
            "client/1.2.3/files.txt",
            "client/1.2.3/../1.2.3/client.js",
            "client/1.2.4/client.js",
            "client//client.js",
            "share.js")) {
      assertThat(files.find(path)).as(path).isEmpty();
    }
  }

  @Test
  void withoutTheLibraryThereIsNothing() {
    resources.clear();
    assertThat(files().arePresent()).isFalse();
    assertThat(files().find("client.js")).isEmpty();
  }

  @Test
  void theZippedFormIsForThoseWhoTakeItAndAnotherContent() {
    ClientFile index = files().find("client/1.2.3/client.js").orElseThrow();
    assertThat(index.form(true).isZipped()).isTrue();
    assertThat(index.form(false).isZipped()).isFalse();
    assertThat(index.form(true).tag()).isNotEqualTo(index.form(false).tag());
    ClientFile share = files().find("client/1.2.3/share.js").orElseThrow();
    assertThat(share.form(true).isZipped()).as("there is no copy").isFalse();
  }

  @Test
  void theDoctorsPageKnowsTheFolder() {
    assertThat(files().find("doctor")).isEmpty();
    resources.put("doctor.html", "<script type='module' src='{folder}/doctor.js'></script>");
    ClientFiles files = files();
    assertThat(text(files, "doctor"))
        .isEqualTo("<script type='module' src='client/1.2.3/doctor.js'></script>");
    assertThat(files.find("doctor").orElseThrow().type()).isEqualTo("text/html");
    assertThat(files.find("client/1.2.3/doctor.html")).isEmpty();
  }

  /** A browser would never ask again for what was built anew under the same name. */
  @Test
  void theFolderOfAVersionInDevelopmentChangesWithItsContents() {
    resources.put("version.txt", "2.0.0-SNAPSHOT");
    String first = text(files(), "client.js");
    assertThat(first)
        .matches("export \\* from '\\./client/2\\.0\\.0-SNAPSHOT\\.[0-9a-f]{12}/client\\.js';\n");
    assertThat(text(files(), "client.js")).isEqualTo(first);
    resources.put("share.js", "export const b = 3;");
    assertThat(text(files(), "client.js")).isNotEqualTo(first);
  }

  @Test
  void aLibraryThatLacksAFileIsFoundOut() {
    resources.remove("share.js");
    assertThatThrownBy(this::files)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("io/tidewire/client/share.js");
    resources.put("share.js", "");
    resources.remove("version.txt");
    assertThatThrownBy(this::files).hasMessageContaining("version.txt");
  }

  @Test
  void aTagMatchesItselfInAListAndMadeWeak() {
    Content content = files().find("client.js").orElseThrow().form(false);
    String tag = content.tag();
    assertThat(tag).matches("\"[A-Za-z0-9_-]{22}\"");
    assertThat(content.isKnownBy(List.of())).isFalse();
    assertThat(content.isKnownBy(List.of("\"x\"", "W/\"y\""))).isFalse();
    assertThat(content.isKnownBy(List.of(tag.replace("\"", "")))).isFalse();
    for (String known : List.of(tag, "W/" + tag, "*", "\"x\" , " + tag + ",W/\"y\"")) {
      assertThat(content.isKnownBy(List.of(known))).as(known).isTrue();
    }
  }
}
