package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs each function that a module in {@code src/test/js} exports as one test of the page's
 * modules, in a JavaScript engine inside this virtual machine: no browser is needed.
 */
class BrowserModulesTest {

  private static final Path TESTS = SourceTree.of("src/test/js");

  private final List<Context> contexts = new ArrayList<>();

  @TestFactory
  List<DynamicContainer> modules() throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      List<Path> modules = files.filter(file -> file.toString().endsWith(".test.js")).toList();
      assertThat(modules).hasSizeGreaterThan(2);
      return modules.stream().sorted().map(this::tests).toList();
    }
  }

  @AfterEach
  void close() {
    contexts.forEach(Context::close);
  }

  private DynamicContainer tests(Path module) {
    Value exported = load(module);
    assertThat(exported.getMemberKeys()).isNotEmpty();
    return DynamicContainer.dynamicContainer(
        module.getFileName().toString(),
        exported.getMemberKeys().stream()
            .map(name -> dynamicTest(name, () -> run(exported.getMember(name)))));
  }

  private Value load(Path module) {
    Context context =
        Context.newBuilder("js")
            .allowIO(IOAccess.ALL)
            .option("engine.WarnInterpreterOnly", "false")
            .option("js.esm-eval-returns-exports", "true")
            .build();
    contexts.add(context);
    try {
      return context.eval(
          Source.newBuilder("js", module.toFile())
              .mimeType("application/javascript+module")
              .build());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + module, e);
    }
  }

  /** An asynchronous test is over when this returns: the engine runs all promises' jobs first. */
  private static void run(Value test) {
    Value result = test.execute();
    if (result.canInvokeMember("then")) {
      List<String> outcome = new ArrayList<>();
      ProxyExecutable passed = values -> outcome.add("passed");
      ProxyExecutable failed = values -> outcome.add(values[0].toString());
      result.invokeMember("then", passed, failed);
      assertThat(outcome).containsExactly("passed");
    }
  }
}
