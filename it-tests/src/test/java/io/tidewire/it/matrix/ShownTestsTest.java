package io.tidewire.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** No test of a server is left out by a list that has forgotten it, or that names it wrongly. */
class ShownTestsTest {

  /** Tests that the table has no column for, and why. */
  private static final Map<String, String> NOT_SHOWN =
      Map.of(
          "OpsDeskIT", "the sample's page, in browsers that not every machine has",
          "ChatIT", "its other pages, in the same");

  private static final List<Class<?>> CLASSES =
      ReflectionSupport.findAllClassesInPackage(
          "io.tidewire.it", type -> true, name -> name.endsWith("IT"));

  private static Set<String> names() {
    return CLASSES.stream().map(Class::getSimpleName).collect(Collectors.toSet());
  }

  private static Stream<String> tests(Class<?> type) {
    return AnnotationSupport.findAnnotatedMethods(
            type, Testable.class, HierarchyTraversalMode.TOP_DOWN)
        .stream()
        .map(method -> type.getSimpleName() + "." + method.getName());
  }

  @Test
  void eachTestHasAColumnOrAReason() {
    List<String> forgotten =
        CLASSES.stream()
            .filter(type -> !NOT_SHOWN.containsKey(type.getSimpleName()))
            .flatMap(ShownTestsTest::tests)
            .filter(test -> Stream.of(Column.values()).noneMatch(column -> column.covers(test)))
            .toList();

    assertThat(CLASSES).hasSizeGreaterThan(30);
    assertThat(forgotten).as("tests that no column covers").isEmpty();
  }

  @Test
  void eachColumnNamesTestsThatExist() {
    List<String> named =
        Stream.of(Column.values())
            .flatMap(column -> Stream.of(column.classes().split(", ", -1)))
            .toList();

    assertThat(names()).containsAll(named).containsAll(NOT_SHOWN.keySet());
    assertThat(Column.values())
        .allSatisfy(
            column ->
                assertThat(CLASSES.stream().flatMap(ShownTestsTest::tests))
                    .anyMatch(column::covers));
    assertThat(named).doesNotContainAnyElementsOf(NOT_SHOWN.keySet());
  }

  /** Maven says nothing of one that it does not find. */
  @ParameterizedTest
  @ValueSource(
      strings = {"src/test/servers/websocket-tests.txt", "src/test/servers/differing-tests.txt"})
  void whatRunsOnSomeServersExists(String list) throws IOException {
    List<String> named =
        Pattern.compile("(?m)^\\*\\*/(\\w+IT)\\b")
            .matcher(Files.readString(Path.of("..", list)))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(named).as("tests that %s names", list).isNotEmpty();
    assertThat(names()).containsAll(named);
  }
}
