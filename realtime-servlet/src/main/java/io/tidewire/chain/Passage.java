package io.tidewire.chain;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/**
 * Leads one request through the application's filters.
 *
 * <h2>How a stream gets past a response wrapper</h2>
 *
 * A filter that has wrapped the response finishes its work when the chain returns to it: it writes
 * a trailer, sets a length, adds a cookie. So if there is a wrapper, the servlet writes nothing at
 * first. It puts the request in asynchronous mode and dispatches it to its own path; the chain
 * unwinds, and each filter completes an empty response. The servlet is then called again, by an
 * {@code ASYNC} dispatch that filters rarely take part in. It drops the body that the filters have
 * made of nothing, keeps their other headers, and streams to the container's own response.
 *
 * <p>Filters that close the stream, or also apply to {@code ASYNC} dispatches, would still break
 * it. A {@link GuardedResponse}, which is the outermost wrapper unless another library's filter
 * comes before it, keeps them off. A wrapper outside it does in the second pass what it did in the
 * first: if it has declared there that the body is encoded, the request is refused.
 */
public final class Passage {

  private static final String TICKET = Passage.class.getName();

  private final HttpServletRequest request;
  private final ResponseLayers layers;
  private final ChainState state;
  private HttpServletResponse response;

  /**
   * Begins for a request that has arrived at a transport.
   *
   * @param request as the filters have left it
   * @param response as the filters have left it
   */
  public Passage(HttpServletRequest request, HttpServletResponse response) {
    this.request = request;
    this.response = response;
    this.layers = ResponseLayers.of(response);
    this.state = ChainState.of(request.getServletContext());
  }

  /**
   * Returns the response to write to at this point.
   *
   * @return that of the filters, or the container's own once it has been taken from them
   */
  public HttpServletResponse response() {
    return response;
  }

  /**
   * Returns what the first pass has left. If there is anything, this is the second pass, and the
   * response has been taken from the filters.
   *
   * @param type the type of the ticket
   * @param <T> the type of the ticket
   * @return the ticket, or empty in the first pass
   * @throws BrokenChainException if nothing can be streamed any more
   */
  public <T> Optional<T> ticket(Class<T> type) {
    if (request.getDispatcherType() != DispatcherType.ASYNC
        || !(request.getAttribute(TICKET) instanceof Detour detour)) {
      return Optional.empty();
    }
    request.removeAttribute(TICKET);
    takeOver(detour.wrappers());
    return Optional.of(type.cast(detour.ticket()));
  }

  private void takeOver(String wrappers) {
    HttpServletResponse raw = layers.raw();
    refuseIfCommitted(wrappers);
    boolean encoded = raw.containsHeader("Content-Encoding");
    BodyHeaders.dropBody(raw);
    response = raw;
    if (encoded && !layers.outside().isEmpty()) {
      throw broken(ChainReport.outside(request.getServletPath(), layers.describe()));
    }
  }

  private void refuseIfCommitted(String wrappers) {
    if (layers.raw().isCommitted()) {
      throw broken(ChainReport.committed(request.getServletPath(), wrappers));
    }
  }

  /**
   * Checks that the request can be put in asynchronous mode.
   *
   * @throws BrokenChainException if not; the message names the filters
   */
  public void requireAsync() {
    if (!request.isAsyncSupported()) {
      ChainReport report = state.report(request.getServletContext());
      throw broken(report.withoutAsync(request.getServletPath()));
    }
  }

  /**
   * Leaves the chain and comes back, if a filter has wrapped the response.
   *
   * @param ticket what {@link #ticket} returns in the second pass
   * @return whether there will be a second pass, so that nothing is to be done in this one
   * @throws BrokenChainException if the response is committed
   */
  public boolean detours(Object ticket) {
    if (response == layers.raw() || !layers.isWrapped()) {
      return false;
    }
    AsyncContext async = leave(ticket);
    String path = request.getServletPath();
    state.tell(System.Logger.Level.INFO, ChainReport.detour(path, layers.describe()));
    async.dispatch(path);
    return true;
  }

  /**
   * Leaves the chain without an answer. The request comes back by a dispatch to its own path, and
   * stays as the filters have left it: with their principal, their parameters.
   *
   * @param ticket what {@link #ticket} returns in the second pass
   * @return the context to dispatch by
   * @throws BrokenChainException if the response is committed
   */
  public AsyncContext leave(Object ticket) {
    String wrappers = layers.describe();
    refuseIfCommitted(wrappers);
    request.setAttribute(TICKET, new Detour(ticket, wrappers));
    layers.hold();
    return request.startAsync(request, layers.raw());
  }

  /**
   * Takes the response from the filters.
   *
   * @return the container's own response
   * @throws BrokenChainException if it is committed
   */
  public HttpServletResponse direct() {
    refuseIfCommitted(layers.describe());
    layers.hold();
    response = layers.raw();
    return response;
  }

  /** Holds what the first pass leaves for the second. */
  private record Detour(Object ticket, String wrappers) {}

  private BrokenChainException broken(String reason) {
    state.tell(System.Logger.Level.ERROR, reason);
    return new BrokenChainException(reason);
  }
}
