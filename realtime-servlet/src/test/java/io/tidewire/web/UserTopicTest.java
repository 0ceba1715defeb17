package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.Subscriber;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.limits.Reached;
import io.tidewire.wire.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How users come to the topic that is their own. */
class UserTopicTest {

  private static SubscribeRequest asked(List<String> topics, List<@Nullable String> cursors) {
    return new SubscribeQuery(256, 64, new Reached()).read(topics, cursors, null, "7");
  }

  private static String described(SubscribeRequest request) {
    StringBuilder text = new StringBuilder();
    request
        .wishes()
        .forEach(
            wish ->
                text.append(wish.pattern().text())
                    .append(wish.start().cursor().map(cursor -> "@" + cursor).orElse(""))
                    .append(' '));
    return text.toString().strip();
  }

  private static String added(List<String> topics, List<@Nullable String> cursors, String user) {
    return described(UserTopic.addedTo(asked(topics, cursors), Subscriber.named(user), 3));
  }

  @Test
  void itIsAddedToWhatAUserAsksFor() {
    assertThat(added(List.of("a"), List.of(), "ann")).isEqualTo("a $user/ann");
    assertThat(added(List.of("a"), List.of(), "a b")).isEqualTo("a $user/a~20b");
    assertThat(added(List.of("a", "$user/ben"), List.of(), "ann"))
        .isEqualTo("a $user/ben $user/ann");
  }

  @Test
  void itIsNotAddedTwiceNorForNobody() {
    assertThat(added(List.of("a", "$user/ann"), List.of(), "ann")).isEqualTo("a $user/ann");
    SubscribeRequest request = asked(List.of("a"), List.of());
    assertThat(UserTopic.addedTo(request, Subscriber.anonymous(), 1)).isSameAs(request);
    assertThat(UserTopic.requestOf(Subscriber.anonymous())).isEmpty();
  }

  @Test
  void itCountsAsOneOfTheTopics() {
    SubscribeRequest request = asked(List.of("a", "b"), List.of());
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> UserTopic.addedTo(request, Subscriber.named("ann"), 2));
    assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_TOPICS);
    assertThat(refusal.reason()).contains("2 topics", "user's own");
  }

  @Test
  void itBeginsWhereTheOthersResume() {
    assertThat(added(List.of("a", "b"), List.of("e-7"), "ann"))
        .isEqualTo("a@e-7 b@e-7 $user/ann@e-7");
    assertThat(added(List.of("a", "b"), List.of("e-9", "e-7"), "ann"))
        .as("nothing is lost")
        .isEqualTo("a@e-9 b@e-7 $user/ann@e-7");
    assertThat(added(List.of("a", "b"), List.of("e-9", "f-7"), "ann"))
        .isEqualTo("a@e-9 b@f-7 $user/ann");
    assertThat(added(List.of("a"), List.of("start"), "ann")).isEqualTo("a $user/ann");
  }

  @Test
  void aWebSocketIsSubscribedFromNowOn() {
    assertThat(UserTopic.requestOf(Subscriber.named("ann")).map(UserTopicTest::described))
        .contains("$user/ann");
  }
}
