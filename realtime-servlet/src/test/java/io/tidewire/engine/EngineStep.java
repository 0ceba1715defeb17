package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.TopicKind;
import io.tidewire.TopicPattern;
import io.tidewire.engine.EngineWorld.Cursors;
import io.tidewire.engine.ModelClient.Grouping;
import java.util.List;

/** One step of a script. */
interface EngineStep {

  void run(EngineWorld world);

  record Publish(String topic, TopicKind kind, int size) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.publish(topic, kind, size);
    }
  }

  record Subscribe(int client, List<Ask> asks) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      Position newest = world.newest();
      world.client(client).subscribe(asks.stream().map(ask -> ask.wish(newest)).toList());
    }
  }

  /** As before, but the rules take their time. */
  record SubscribeLater(int client, List<Ask> asks) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      Position newest = world.newest();
      world
          .client(client)
          .subscribe(asks.stream().map(ask -> ask.wish(newest)).toList(), world::askTheRules);
    }
  }

  /** The rules allow one of the requests that wait for them. */
  record Decide(int number) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.decide(number);
    }
  }

  /** A topic or pattern, and where to begin. */
  record Ask(String pattern, From from, int number) {
    SubscribeRequest.Wish wish(Position newest) {
      return new SubscribeRequest.Wish(TopicPattern.of(pattern), from.start(number, newest));
    }
  }

  /** The beginnings; the number says how far back, how many or how far ahead. */
  enum From {
    NOW,
    START,
    REWIND,
    BACK,
    AHEAD,
    EARLIER,
    FOREIGN;

    StartFrom start(int number, Position newest) {
      long back = Math.max(0, newest.sequence() - number);
      return switch (this) {
        case NOW -> StartFrom.now();
        case START -> StartFrom.beginning();
        case REWIND -> StartFrom.rewind(1 + number);
        case BACK -> StartFrom.after(new Position(newest.epoch(), back));
        case AHEAD -> StartFrom.after(new Position(newest.epoch(), newest.sequence() + number));
        case EARLIER -> StartFrom.after(new Position("e1", number));
        case FOREIGN -> StartFrom.after(new Position("other", back));
      };
    }
  }

  record Unsubscribe(int client, String pattern) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.client(client).unsubscribe(pattern);
    }
  }

  record Stall(int client) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.client(client).connection().transport.stall();
    }
  }

  record Unstall(int client) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.client(client).connection().transport.unstall();
    }
  }

  record Cut(int client, int lostFrames) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.cut(client, lostFrames);
    }
  }

  record Resume(int client, Grouping grouping, Cursors cursors) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.client(client, grouping, cursors);
    }
  }

  record Turn(int loop) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      boolean unused = world.turn(loop);
    }
  }

  record Pass(long millis) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.pass(millis);
    }
  }

  record Trim() implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.trim();
    }
  }

  /** What happens to the log's store. */
  record Store(Fault fault, int number) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      fault.happen(world, number);
    }
  }

  /** The number says how many, or how far ahead of the hub. */
  enum Fault {
    GOES_AWAY,
    COMES_BACK,
    LOSES_NEXT,
    LOSES_LAST,
    SKIPS,
    BEGINS_AN_EPOCH,
    EVICTS,
    FAILS_APPENDS,
    FAILS_AND_STORES,
    GIVES_AGAIN,
    GIVES_FOREIGN;

    void happen(EngineWorld world, int number) {
      switch (this) {
        case GOES_AWAY -> world.log.goAway();
        case COMES_BACK -> world.log.comeBack();
        case LOSES_NEXT -> world.log.loseNext(1 + number);
        case LOSES_LAST -> world.log.loseLast(1 + number);
        case SKIPS -> world.log.skip(1 + number);
        case BEGINS_AN_EPOCH -> world.log.newEpoch();
        case EVICTS -> world.log.evictTo(world.newest().sequence() + number);
        case FAILS_APPENDS -> world.log.failAppends(1 + number, false);
        case FAILS_AND_STORES -> world.log.failAppends(1 + number, true);
        case GIVES_AGAIN -> world.log.redeliver(1 + number);
        case GIVES_FOREIGN -> world.giveForeign("b");
      }
    }
  }

  /** A log that is slow gives some of what is due. */
  record Deliver(int events) implements EngineStep {
    @Override
    public void run(EngineWorld world) {
      world.log.deliver(events);
    }
  }
}
