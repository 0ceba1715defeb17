package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.spi.JsonbProvider;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultCodecTest {

  @Test
  void encodesWithTheImplementationThatIsThere() {
    assertThat(new DefaultCodec().encode(Map.of("n", 1))).isEqualTo(Payload.json("{\"n\":1}"));
  }

  /** Its setup takes long, and depends on what the thread's class loader sees. */
  @Test
  void theImplementationIsSetUpByTheFirstPayloadAsIfInTheApplication(@TempDir Path directory)
      throws Exception {
    DefaultCodec codec = createdIn(new Application(directory, Telling.class.getName()));
    ClassLoader foreign = ClassLoader.getPlatformClassLoader();

    CompletableFuture<Payload> encoded = new CompletableFuture<>();
    CompletableFuture<ClassLoader> left = new CompletableFuture<>();
    Thread publisher =
        new Thread(
            () -> {
              encoded.complete(codec.encode(new Object()));
              left.complete(Thread.currentThread().getContextClassLoader());
            },
            "publisher");
    publisher.setContextClassLoader(foreign);
    publisher.start();

    assertThat(encoded.get()).isEqualTo(Payload.json("\"publisher in application\""));
    assertThat(left.get()).isSameAs(foreign);
    assertThat(codec.encode(new Object())).isEqualTo(Payload.json("\"publisher in application\""));
  }

  @Test
  void anImplementationThatLacksAClassIsToldByEachPayloadsFault(@TempDir Path directory)
      throws Exception {
    DefaultCodec codec = createdIn(new Application(directory, Incomplete.class.getName()));

    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThatThrownBy(() -> codec.encode(new Object()))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("cannot encode java.lang.Object: there is no JSON-B")
          .hasMessageContaining("a/missing/Class");
    }
  }

  @Test
  void anImplementationThatIsListedButAbsentIsToldByThePayloadsFault(@TempDir Path directory)
      throws Exception {
    DefaultCodec codec = createdIn(new Application(directory, "a.missing.Provider"));

    assertThatThrownBy(() -> codec.encode(new Object()))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("a.missing.Provider");
  }

  private static DefaultCodec createdIn(ClassLoader application) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      return new DefaultCodec();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Has an implementation of its own. */
  private static final class Application extends ClassLoader {
    private final URL services;

    Application(Path directory, String provider) throws IOException {
      super("application", DefaultCodecTest.class.getClassLoader());
      Path list = Files.writeString(directory.resolve("services"), provider);
      services = list.toUri().toURL();
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals("META-INF/services/" + JsonbProvider.class.getName())
          ? Collections.enumeration(List.of(services))
          : super.getResources(name);
    }
  }

  /** Tells of every object the thread that has set it up, and in which class loader. */
  public static final class Telling extends JsonbProvider {
    @Override
    public JsonbBuilder create() {
      return new TellingBuilder();
    }
  }

  /** Cannot be set up. */
  public static final class Incomplete extends JsonbProvider {
    @Override
    public JsonbBuilder create() {
      return new Builder() {
        @Override
        public Jsonb build() {
          throw new NoClassDefFoundError("a/missing/Class");
        }
      };
    }
  }

  private abstract static class Builder implements JsonbBuilder {
    @Override
    public JsonbBuilder withConfig(JsonbConfig config) {
      return this;
    }

    @Override
    public JsonbBuilder withProvider(JsonProvider provider) {
      return this;
    }
  }

  private static final class TellingBuilder extends Builder {
    @Override
    public Jsonb build() {
      Thread thread = Thread.currentThread();
      String told =
          "\"" + thread.getName() + " in " + thread.getContextClassLoader().getName() + "\"";
      return (Jsonb)
          Proxy.newProxyInstance(
              DefaultCodecTest.class.getClassLoader(),
              new Class<?>[] {Jsonb.class},
              (proxy, method, arguments) -> told);
    }
  }
}
