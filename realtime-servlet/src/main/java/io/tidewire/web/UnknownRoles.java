package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.wire.Excerpt;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Logs the rules that ask for roles that were not looked up: once for each rule, since a name that
 * is put together at run time may differ each time. Thread-safe.
 */
final class UnknownRoles implements Consumer<String> {

  private static final System.Logger LOG = System.getLogger(Gate.class.getName());

  /** Far more than an application has rules; a bound for code that loads classes at run time. */
  private static final int MAX_PLACES = 1_000;

  private final Set<String> named;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  UnknownRoles(Set<String> named) {
    this.named = named;
  }

  @Override
  public void accept(String role) {
    if (named.contains(role)) {
      return;
    }
    StackFrame rule = StackWalker.getInstance().walk(frames -> asking(frames.iterator()));
    String place = rule.getClassName() + "." + rule.getMethodName();
    if (told.size() < MAX_PLACES && told.add(place)) {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0}({1}) asks for role ''{2}'', which was not looked up and so counts as not held: name"
              + " it in realtime.roles, in the rule''s roles or @RolesAllowed, with @DeclareRoles, or"
              + " as a security-role in web.xml",
          place,
          rule.getFileName() + ":" + rule.getLineNumber(),
          Excerpt.of(role));
    }
  }

  /** {@return the first frame that is neither part of this check nor of the JDK, as a stream's} */
  private static StackFrame asking(Iterator<StackFrame> frames) {
    StackFrame frame = frames.next();
    while (frames.hasNext() && isBetween(frame.getClassName())) {
      frame = frames.next();
    }
    return frame;
  }

  private static boolean isBetween(String type) {
    return type.equals(UnknownRoles.class.getName())
        || type.equals(Subscriber.class.getName())
        || type.startsWith("java.");
  }
}
