package io.tidewire.engine;

import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Permissions that the test gives and takes away, and about which it answers when it likes. */
final class AskedPermissions implements Permissions {

  private final List<List<TopicPattern>> asked = new ArrayList<>();
  private final List<CompletableFuture<Judgement>> open = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private Identity identity;
  private @Nullable RuntimeException failure;
  private boolean waits;

  AskedPermissions(Identity identity) {
    this.identity = identity;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public CompletionStage<Judgement> judge(List<TopicPattern> patterns) {
    asked.add(patterns);
    if (failure != null) {
      return CompletableFuture.failedStage(failure);
    }
    if (waits) {
      CompletableFuture<Judgement> stage = new CompletableFuture<>();
      open.add(stage);
      return stage;
    }
    return CompletableFuture.completedStage(judgement(patterns));
  }

  private Judgement judgement(List<TopicPattern> patterns) {
    return new Judgement(
        this, patterns.stream().filter(pattern -> refused.contains(pattern.text())).toList());
  }

  /** Takes away the right to a topic. */
  void revoke(String topic) {
    refused.add(topic);
  }

  /** Is somebody else from now on. */
  void become(Identity other) {
    identity = other;
  }

  /** From now on it cannot be told, or it can again. */
  void fail(@Nullable RuntimeException thrown) {
    failure = thrown;
  }

  /** From now on an answer takes as long as the test likes. */
  void takeTime() {
    waits = true;
  }

  /** Answers what was asked first, about what was asked then. */
  void answer() {
    List<TopicPattern> patterns = asked.get(asked.size() - open.size());
    open.remove(0).complete(judgement(patterns));
  }

  /** What it was asked about, each time. */
  List<List<String>> asked() {
    return asked.stream()
        .map(patterns -> patterns.stream().map(TopicPattern::text).toList())
        .toList();
  }

  int waiting() {
    return open.size();
  }
}
