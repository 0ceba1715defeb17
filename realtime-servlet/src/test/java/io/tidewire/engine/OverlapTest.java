package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OverlapTest {

  private static final List<String> FIRST = List.of("a", "ab", "$s");
  private static final List<String> SEGMENTS = List.of("a", "ab");
  private static final int DEPTH = 4;
  private static final List<Topic> TOPICS = topics();

  @Property
  void patternsOverlapIfATopicBelongsToBoth(
      @ForAll("patterns") TopicPattern one, @ForAll("patterns") TopicPattern other) {
    boolean isShared =
        TOPICS.stream().anyMatch(topic -> one.matches(topic) && other.matches(topic));
    assertThat(Overlaps.overlap(one, other)).as("%s and %s", one, other).isEqualTo(isShared);
  }

  private static List<Topic> topics() {
    List<String> names = new ArrayList<>(FIRST);
    int begin = 0;
    for (int depth = 1; depth < DEPTH; depth++) {
      List<String> parents = List.copyOf(names.subList(begin, names.size()));
      begin = names.size();
      for (String parent : parents) {
        SEGMENTS.forEach(segment -> names.add(parent + "/" + segment));
      }
    }
    return names.stream().map(Topic::of).toList();
  }

  @Provide
  Arbitrary<TopicPattern> patterns() {
    Arbitrary<String> first = Arbitraries.of("a", "ab", "$s", "*");
    Arbitrary<List<String>> more = Arbitraries.of("/a", "/ab", "/*").list().ofMaxSize(2);
    Arbitrary<String> last = Arbitraries.of("", "/**");
    return Combinators.combine(first, more, last)
        .as((begin, middle, end) -> TopicPattern.of(begin + String.join("", middle) + end));
  }
}
