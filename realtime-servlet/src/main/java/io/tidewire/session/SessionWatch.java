package io.tidewire.session;

import io.tidewire.CloseReason;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.Directory;
import io.tidewire.web.WebApplication;
import io.tidewire.window.Ticker;
import jakarta.servlet.ServletContext;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Ends the connections of sessions that have ended. Thread-safe; never blocks.
 *
 * <p>A restart is no sign-out, although some containers end all sessions as an application stops,
 * and some of them before the application hears of the stop. So the end of a session counts a
 * moment later, and not at all if the application is stopping by then.
 */
public final class SessionWatch {

  /** How long after the first session of a stop the container tells of the stop itself. */
  static final long DELAY_MILLIS = 300;

  private static final String ATTRIBUTE = SessionWatch.class.getName();

  private record Ended(String id, long at) {}

  private final Directory directory;
  private final Attachment attachment;
  private final String path;
  private final Ticker ticker;
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
  private final Activity activity = new Activity();

  private SessionWatch(Directory directory, Attachment attachment, String path, Ticker ticker) {
    this.directory = directory;
    this.attachment = attachment;
    this.path = path;
    this.ticker = ticker;
  }

  /**
   * Watches the sessions of an application.
   *
   * @param application the application
   * @param ticker the clock
   * @return the watch
   */
  public static SessionWatch over(WebApplication application, Ticker ticker) {
    Attachment attachment = application.attachment();
    SessionWatch watch =
        new SessionWatch(
            application.hub().directory(),
            attachment,
            application.settings().http().path() + "/",
            ticker);
    attachment.regularly(watch::sweep);
    return watch;
  }

  /**
   * Lets the listeners and the filter of a context find this.
   *
   * @param context the context
   */
  public void bindTo(ServletContext context) {
    context.setAttribute(ATTRIBUTE, this);
  }

  /** {@return the watch over a context's sessions; null before the start, where there is none} */
  static @Nullable SessionWatch of(ServletContext context) {
    return context.getAttribute(ATTRIBUTE) instanceof SessionWatch watch ? watch : null;
  }

  /** Notes that a session has ended: by a sign-out, by its timeout, or by a stop. */
  void ended(String id) {
    activity.ended(id);
    ended.add(new Ended(id, ticker.millis()));
  }

  /** {@return whether a request is for one of the transports} */
  boolean isPush(String contextPath, String uri) {
    return uri.startsWith(path, contextPath.length());
  }

  /** Notes that a session is used for push; noted only where idle sessions are to end. */
  void pushed(String id, long timeoutMillis) {
    activity.push(id, timeoutMillis, ticker.millis());
  }

  /** Notes that a session, whose id a request has named, is used for something else. */
  void used(String named) {
    long now = ticker.millis();
    activity.other(named, now);
    activity.other(withoutNode(named), now);
  }

  void renamed(String before, String after) {
    activity.renamed(before, after);
    directory.sessionRenamed(before, after);
  }

  /** {@return whether a session has connections} */
  boolean knows(String id) {
    return directory.hasSession(id);
  }

  /** {@return the id of a session with connections whose id a request has named; null if none} */
  @Nullable String known(String named) {
    if (knows(named)) {
      return named;
    }
    String id = withoutNode(named);
    return !id.equals(named) && knows(id) ? id : null;
  }

  /** Jetty appends the node's name to the id in the cookie only, Tomcat to the id itself. */
  private static String withoutNode(String named) {
    int dot = named.lastIndexOf('.');
    return dot > 0 ? named.substring(0, dot) : named;
  }

  /** Ends the connections of a session whose user has signed out, though it may go on. */
  void signedOut(String id) {
    directory.endSession(id, CloseReason.SIGNED_OUT);
  }

  /** Ends the connections that a session has for others than its present user. */
  void signedIn(String id, String principal) {
    if (directory.hasOtherUser(id, principal)) {
      directory.userChanged(id, principal);
    }
  }

  /**
   * Ends the connections of the sessions that ended a moment ago, or are idle. What an error has
   * interrupted is repeated by the next sweep.
   */
  void sweep() {
    long now = ticker.millis();
    activity
        .idle(directory::hasSession, now)
        .forEach(
            id -> {
              signedOut(id);
              activity.ended(id);
            });
    long before = now - DELAY_MILLIS;
    for (Ended first = ended.peek(); first != null && first.at <= before; first = ended.peek()) {
      if (!attachment.isClosing()) {
        signedOut(first.id);
      }
      // Not by remove(Object), which compares records: JDK 17 keeps the class of those.
      Ended unused = ended.poll();
    }
  }
}
