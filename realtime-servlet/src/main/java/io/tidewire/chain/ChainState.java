package io.tidewire.chain;

import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is known about the filters of one application, and what has been logged about them.
 */
final class ChainState {

  private static final System.Logger LOG = System.getLogger(ChainState.class.getName());
  private static final String ATTRIBUTE = ChainState.class.getName();

  // Set at construction.
  private final List<Target> targets;
  private final boolean firstInChain;

  // Touched by any thread.
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ChainReport report;

  ChainState(List<Target> targets, boolean firstInChain) {
    this.targets = List.copyOf(targets);
    this.firstInChain = firstInChain;
  }

  void bindTo(ServletContext context) {
    context.setAttribute(ATTRIBUTE, this);
  }

  static ChainState of(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof ChainState state) {
      return state;
    }
    return new ChainState(List.of(), false);
  }

  /** {@return the report on the filters; the first call reads all descriptors} */
  ChainReport report(ServletContext context) {
    ChainReport known = report;
    if (known == null) {
      known = new ChainReport(targets, FilterCensus.of(context), firstInChain);
      report = known;
    }
    return known;
  }

  /** Logs a message once: otherwise each request would repeat it. */
  void tell(System.Logger.Level level, String message) {
    if (told.add(message)) {
      LOG.log(level, message);
    }
  }
}
