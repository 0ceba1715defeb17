package io.tidewire.engine;

import io.tidewire.TopicPattern;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Holds what a connection may do. Thread-safe. */
public interface Permissions {

  /** {@return whose they are} */
  Identity identity();

  /**
   * Asks again: the authenticator about the subscriber, and the rules about some patterns. Does not
   * block.
   *
   * @param patterns what the connection is subscribed to
   * @return completes with the answer, on any thread; fails with {@link
   *     io.tidewire.spi.UnauthenticatedException} if the subscriber may not be connected any more,
   *     with anything else if that cannot be told now
   */
  CompletionStage<Judgement> judge(List<TopicPattern> patterns);

  /**
   * Returns what is kept of them once the connection has ended, whoever still holds that.
   *
   * @return the same identity, without what a server has captured of its caller
   */
  default Permissions afterTheEnd() {
    return this;
  }

  /**
   * Returns permissions about which nobody is asked: what has been allowed once stays so.
   *
   * @param identity whose they are
   * @return the permissions
   */
  static Permissions unquestioned(Identity identity) {
    return new Permissions() {
      @Override
      public Identity identity() {
        return identity;
      }

      @Override
      public CompletionStage<Judgement> judge(List<TopicPattern> patterns) {
        return CompletableFuture.completedStage(new Judgement(this, List.of()));
      }
    };
  }
}
