package io.tidewire.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what is wrong with a chain, in words that name the filter and the remedy.
 *
 * @param targets our paths
 * @param filters the application's filters
 * @param firstInChain whether the transports stand in front of them
 */
record ChainReport(List<Target> targets, List<AppliedFilter> filters, boolean firstInChain) {

  private static final String FIRST = "realtime.first-in-chain=true";

  /** Why a request to a path cannot be asynchronous. */
  String withoutAsync(String path) {
    List<Target> hit = targets.stream().filter(target -> target.path().equals(path)).toList();
    List<AppliedFilter> covering = covering(hit.isEmpty() ? targets : hit);
    String findings =
        Stream.concat(
                only(covering, AsyncSupport.UNSUPPORTED).map(ChainReport::certain),
                only(covering, AsyncSupport.UNKNOWN).map(ChainReport::candidate))
            .collect(Collectors.joining(" "));
    return path
        + " needs asynchronous requests, and something in front of it does not support them. "
        + (findings.isEmpty() ? nothingFound() : findings)
        + (firstInChain ? "" : " Or set " + FIRST + ", which passes by all filters.");
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
        + " may be it, which cannot be seen from outside: "
        + filter.origin().kind().remedy()
        + ".";
  }

  private static String nothingFound() {
    return "No filter is known to be it: look at servlets that forward to this path, and at parts"
        + " that are configured in the container, such as valves.";
  }

  /** What to say at start-up; empty if all is well. */
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
                            ? ": SECURITY, judged by its name"
                            : ""))
            .collect(Collectors.joining());
    return Optional.of(
        FIRST
            + " lets requests to "
            + paths(target -> true)
            + " pass by these filters of the application. Whom they would refuse is let in, and a"
            + " user whom only they know is anonymous; origin check, authenticator and access rules"
            + " of Tidewire still apply, and so do the container's security constraints."
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
                + ", judged by its name alone. Streams are led past it at the cost of a second"
                + " dispatch. Remedy: leave these paths out of its mapping, or set "
                + FIRST);
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "filters that get in the way of streams on "
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

  /** A filter has sent the head of the response before the stream could begin. */
  static String committed(String path, String wrappers) {
    return path
        + " cannot stream: a filter has sent or closed the response before the stream began"
        + wrappedBy(wrappers)
        + ". Leave this path out of the filter's mapping, or set "
        + FIRST
        + ".";
  }

  /** A wrapper in front of the guard encodes the body. */
  static String outside(String path, String wrappers) {
    return path
        + " cannot stream: a filter encodes the response, is applied to ASYNC dispatches too, and"
        + " stands in front of all others"
        + wrappedBy(wrappers)
        + ". Leave this path out of the filter's mapping, or take the dispatcher ASYNC from it.";
  }

  static String detour(String path, String wrappers) {
    return path + " streams past the wrappers of the response" + wrappedBy(wrappers);
  }

  private static String wrappedBy(String wrappers) {
    return wrappers.isEmpty() ? "" : " (wrapped by " + wrappers + ")";
  }
}
