package io.tidewire.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reports what is wrong with a chain, naming the filter and the remedy.
 *
 * @param targets the library's paths
 * @param filters the application's filters
 * @param firstInChain whether the transports come before them
 */
record ChainReport(List<Target> targets, List<AppliedFilter> filters, boolean firstInChain) {

  private static final String FIRST = "realtime.first-in-chain=true";

  /** {@return why a request to a path cannot be asynchronous} */
  String withoutAsync(String path) {
    List<Target> hit = targets.stream().filter(target -> target.path().equals(path)).toList();
    List<AppliedFilter> covering = covering(hit.isEmpty() ? targets : hit);
    String findings =
        Stream.concat(
                only(covering, AsyncSupport.UNSUPPORTED).map(ChainReport::certain),
                only(covering, AsyncSupport.UNKNOWN).map(ChainReport::candidate))
            .collect(Collectors.joining(" "));
    return path
        + " needs asynchronous requests, but something in front of it does not support them. "
        + (findings.isEmpty() ? nothingFound() : findings)
        + (firstInChain ? "" : " Or set " + FIRST + ", which bypasses all filters.");
  }

  private static Stream<AppliedFilter> only(List<AppliedFilter> filters, AsyncSupport async) {
    return filters.stream().filter(filter -> filter.async() == async);
  }

  private static String certain(AppliedFilter filter) {
    return "Filter "
        + filter.describe()
        + " is declared without async support: "
        + filter.origin().kind().remedy()
        + ".";
  }

  private static String candidate(AppliedFilter filter) {
    return "Filter "
        + filter.describe()
        + " may be the cause; its registration does not show it: "
        + filter.origin().kind().remedy()
        + ".";
  }

  private static String nothingFound() {
    return "No filter is known to cause this: check servlets that forward to this path, and"
        + " components that are configured in the container, such as valves.";
  }

  /** {@return the warning for the start-up log; empty if all is well} */
  Optional<String> atStart(String contextPath) {
    return (firstInChain ? skipped() : obstacles())
        .map(message -> "web application '" + contextPath + "': " + message);
  }

  private Optional<String> skipped() {
    List<AppliedFilter> covering = covering(targets);
    if (covering.isEmpty()) {
      return Optional.empty();
    }
    String lines =
        covering.stream()
            .map(
                filter ->
                    "\n  "
                        + filter.describe()
                        + (Suspicion.PROTECTS.raisedBy(filter)
                            ? ": SECURITY, judging by its name"
                            : ""))
            .collect(Collectors.joining());
    return Optional.of(
        FIRST
            + " lets requests to "
            + paths(target -> true)
            + " bypass these filters of the application. Requests that they would refuse are let"
            + " in, and a user known only to them is anonymous. The origin check, the authenticator"
            + " and the access rules of Tidewire still apply, as do the container's security"
            + " constraints."
            + lines);
  }

  private Optional<String> obstacles() {
    List<Target> streaming = targets.stream().filter(Target::streams).toList();
    List<String> lines = new ArrayList<>();
    for (AppliedFilter filter : covering(streaming)) {
      if (filter.async() == AsyncSupport.UNSUPPORTED) {
        lines.add(
            filter.describe()
                + " does not support asynchronous requests, so clients get 503. Remedy: "
                + filter.origin().kind().remedy()
                + ", or set "
                + FIRST);
      }
      for (Suspicion suspicion : Suspicion.ofResponseChanges(filter)) {
        lines.add(
            filter.describe()
                + " "
                + suspicion.meaning()
                + ", judging by its name alone. Streams bypass it at the cost of a second"
                + " dispatch. Remedy: exclude these paths from its mapping, or set "
                + FIRST);
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "filters that interfere with streams on "
                + paths(Target::streams)
                + ":\n  "
                + String.join("\n  ", lines));
  }

  private List<AppliedFilter> covering(List<Target> some) {
    return filters.stream()
        .filter(filter -> some.stream().anyMatch(filter::covers))
        .sorted(Comparator.comparing(AppliedFilter::name))
        .toList();
  }

  private String paths(Predicate<Target> which) {
    return targets.stream().filter(which).map(Target::path).collect(Collectors.joining(", "));
  }

  /** {@return the message for a filter that sent the response before the stream could begin} */
  static String committed(String path, String wrappers) {
    return path
        + " cannot stream: a filter sent or closed the response before the stream began"
        + wrappedBy(wrappers)
        + ". Exclude this path from the filter's mapping, or set "
        + FIRST
        + ".";
  }

  /** {@return the message for a wrapper in front of the guard that encodes the body} */
  static String outside(String path, String wrappers) {
    return path
        + " cannot stream: a filter encodes the response, also applies to ASYNC dispatches, and"
        + " comes before all others"
        + wrappedBy(wrappers)
        + ". Exclude this path from the filter's mapping, or remove the dispatcher ASYNC from it.";
  }

  static String detour(String path, String wrappers) {
    return path + " streams past the response wrappers" + wrappedBy(wrappers);
  }

  private static String wrappedBy(String wrappers) {
    return wrappers.isEmpty() ? "" : " (wrapped by " + wrappers + ")";
  }
}
