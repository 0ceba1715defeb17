package io.tidewire.web;

import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.StartFrom;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names the topic that is one user's own, {@code $user/<name>}. */
public final class UserTopic {

  private static final String BEGINNING = "$user/";

  private UserTopic() {}

  /** {@return whether a topic is a user's own; patterns never are} */
  static boolean isOf(Subscriber subscriber, TopicPattern pattern) {
    return pattern.text().startsWith(BEGINNING)
        && subscriber.user().filter(name -> pattern.text().equals(text(name))).isPresent();
  }

  private static String text(String user) {
    return BEGINNING + Topic.escape(user);
  }

  /**
   * Requests a user's own topic, from now on.
   *
   * @param subscriber the user
   * @return the request, or empty for nobody
   */
  public static Optional<SubscribeRequest> requestOf(Subscriber subscriber) {
    return subscriber.user().map(name -> new SubscribeRequest(List.of(wish(name, null)), null));
  }

  /**
   * Adds a user's own topic to a request that does not name it. It begins where the others do if
   * that is a cursor, since the client may have stored one for all.
   *
   * @throws Refusal if there would be more than so many topics
   */
  static SubscribeRequest addedTo(SubscribeRequest request, Subscriber subscriber, int most) {
    String name = subscriber.name();
    if (name == null
        || request.wishes().stream().anyMatch(wish -> isOf(subscriber, wish.pattern()))) {
      return request;
    }
    if (request.wishes().size() >= most) {
      throw new Refusal(
          ErrorCode.TOO_MANY_TOPICS,
          most + " topics are given: with the user's own that is one more than allowed");
    }
    List<SubscribeRequest.Wish> wishes = new ArrayList<>(request.wishes());
    wishes.add(wish(name, request.lowestCursor()));
    return new SubscribeRequest(wishes, request.id());
  }

  private static SubscribeRequest.Wish wish(String user, @Nullable Position cursor) {
    return new SubscribeRequest.Wish(
        TopicPattern.of(text(user)), cursor == null ? StartFrom.now() : StartFrom.after(cursor));
  }
}
