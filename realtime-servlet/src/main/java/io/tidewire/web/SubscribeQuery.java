package io.tidewire.web;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.StartFrom;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.limits.Bound;
import io.tidewire.limits.Reached;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client wants to subscribe to, from parameters or a frame's members.
 *
 * <p>Of the ways to say where to begin, the first one present wins: {@code Last-Event-ID}, then
 * {@code lastEventId} and {@code since}, then {@code rewind}.
 */
public final class SubscribeQuery {

  private static final int MAX_REWIND = 100_000;

  /** A longer one is no topic, so no client needs it back. */
  private static final int LONGEST_NAMED = 1_024;

  private final int maxTopics;
  private final int maxPatterns;
  private final Reached reached;

  /**
   * Creates a reader.
   *
   * @param hub the hub, whose limits bound what one request may name
   */
  public SubscribeQuery(HubEngine hub) {
    this(
        hub.settings().limits().subscriptions(),
        hub.settings().limits().clients().patterns(),
        hub.nodeLimits().reached());
  }

  SubscribeQuery(int maxTopics, int maxPatterns, Reached reached) {
    this.maxTopics = maxTopics;
    this.maxPatterns = maxPatterns;
    this.reached = reached;
  }

  /**
   * Reads a request.
   *
   * @param topics topics and patterns
   * @param cursors where to begin: none, one for all, or one for each topic, null where a topic has
   *     none
   * @param rewind how many events to go back, or null; ignored where there is a cursor
   * @param id the client's own id for the request, or null
   * @return the request, not yet checked against the rules
   * @throws Refusal if anything is malformed; names the topic if it is only that one's fault
   */
  public SubscribeRequest read(
      List<String> topics,
      List<? extends @Nullable String> cursors,
      @Nullable String rewind,
      @Nullable String id) {
    if (topics.isEmpty()) {
      throw bad("no topic is given");
    }
    if (topics.size() > maxTopics) {
      throw tooMany(topics.size() + " topics", maxTopics, Bound.SUBSCRIPTIONS);
    }
    if (cursors.size() > 1 && cursors.size() != topics.size()) {
      throw bad(
          cursors.size()
              + " cursors for "
              + topics.size()
              + " topics: give one for all, or one for each in the same order");
    }
    List<SubscribeRequest.Wish> wishes = wishes(topics, cursors, rewind);
    long patterns = wishes.stream().filter(wish -> wish.pattern().hasWildcard()).count();
    if (patterns > maxPatterns) {
      throw tooMany(patterns + " patterns", maxPatterns, Bound.PATTERNS);
    }
    return new SubscribeRequest(wishes, id);
  }

  /** Reads each topic with its start, and names that one whose fault it is if it cannot be read. */
  private static List<SubscribeRequest.Wish> wishes(
      List<String> topics, List<? extends @Nullable String> cursors, @Nullable String rewind) {
    List<SubscribeRequest.Wish> wishes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    boolean allHaveCursors = !cursors.isEmpty() && cursors.stream().allMatch(Objects::nonNull);
    StartFrom otherwise = allHaveCursors ? StartFrom.now() : rewound(rewind);
    boolean oneForAll = cursors.size() == 1 && topics.size() > 1;
    StartFrom common = oneForAll ? start(cursors.get(0), otherwise) : otherwise;
    for (int i = 0; i < topics.size(); i++) {
      String topic = topics.get(i);
      try {
        if (!seen.add(topic)) {
          throw bad("topic '" + Excerpt.of(topic) + "' is given twice");
        }
        TopicPattern pattern = pattern(topic);
        String cursor = oneForAll || cursors.isEmpty() ? null : cursors.get(i);
        wishes.add(new SubscribeRequest.Wish(pattern, start(cursor, common)));
      } catch (Refusal refusal) {
        throw topic.length() > LONGEST_NAMED ? refusal : refusal.withTopic(topic);
      }
    }
    return wishes;
  }

  private Refusal tooMany(String given, int most, Bound bound) {
    reached.count(bound);
    return new Refusal(
        ErrorCode.TOO_MANY_TOPICS,
        given + " are given, at most " + most + " are allowed, by " + bound);
  }

  private static TopicPattern pattern(String text) {
    try {
      return TopicPattern.of(text);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private static StartFrom start(@Nullable String cursor, StartFrom otherwise) {
    return cursor == null ? otherwise : cursor(cursor);
  }

  private static StartFrom cursor(String text) {
    return switch (text) {
      case "now" -> StartFrom.now();
      case "start" -> StartFrom.beginning();
      default -> {
        try {
          yield StartFrom.after(Position.parse(text));
        } catch (IllegalArgumentException e) {
          throw bad(e.getMessage() + ", 'now' or 'start'");
        }
      }
    };
  }

  private static StartFrom rewound(@Nullable String text) {
    if (text == null) {
      return StartFrom.now();
    }
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > MAX_REWIND) {
      throw bad("rewind is not a number from 0 to " + MAX_REWIND);
    }
    int events = Integer.parseInt(text);
    return events == 0 ? StartFrom.now() : StartFrom.rewind(events);
  }

  private static Refusal bad(String message) {
    return new Refusal(ErrorCode.BAD_REQUEST, message);
  }
}
