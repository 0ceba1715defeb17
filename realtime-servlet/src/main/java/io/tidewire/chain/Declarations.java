package io.tidewire.chain;

import io.tidewire.chain.AppliedFilter.Origin;
import io.tidewire.chain.Descriptor.Mapping;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what an application declares about its filters, in descriptors and annotations. Of several
 * declarations with one name, the first that specifies async support decides, in the order {@code
 * web.xml}, fragments, annotation (Servlet specification, section 8.2.3).
 */
final class Declarations {

  private final List<Descriptor> descriptors;
  private final ClassLoader loader;

  Declarations(List<Descriptor> descriptors, ClassLoader loader) {
    this.descriptors = descriptors;
    this.loader = loader;
  }

  /** Tells what is known about a filter, and where it is declared. */
  record Declared(AsyncSupport async, Origin origin) {

    static Declared in(Descriptor descriptor, AsyncSupport async) {
      return new Declared(async, new Origin(Origin.Kind.DESCRIPTOR, descriptor.place()));
    }

    static Declared by(WebFilter annotation) {
      AsyncSupport async =
          annotation.asyncSupported() ? AsyncSupport.SUPPORTED : AsyncSupport.UNSUPPORTED;
      return new Declared(async, new Origin(Origin.Kind.ANNOTATION, "@WebFilter"));
    }
  }

  /** {@return the declaration that decides; one that does not specify async support means no} */
  Declared find(String name, String className) {
    List<Descriptor> declaring =
        descriptors.stream().filter(one -> one.filters().containsKey(name)).toList();
    return declaring.stream()
        .map(one -> Declared.in(one, one.filters().getOrDefault(name, AsyncSupport.UNKNOWN)))
        .filter(declared -> declared.async() != AsyncSupport.UNKNOWN)
        .findFirst()
        .or(() -> annotation(name, className).map(Declared::by))
        .or(() -> declaring.stream().findFirst().map(Declarations::silent))
        .orElseGet(Declarations::inCode);
  }

  private static Declared silent(Descriptor descriptor) {
    return Declared.in(descriptor, AsyncSupport.UNSUPPORTED);
  }

  private static Declared inCode() {
    return new Declared(AsyncSupport.UNKNOWN, new Origin(Origin.Kind.CODE, "registered in code"));
  }

  /** Finds the annotation that declares this name; its class may be registered under others too. */
  private Optional<WebFilter> annotation(String name, String className) {
    if (className.isEmpty() || descriptors.stream().anyMatch(Descriptor::metadataComplete)) {
      return Optional.empty();
    }
    try {
      WebFilter found = Class.forName(className, false, loader).getAnnotation(WebFilter.class);
      return Optional.ofNullable(found)
          .filter(
              annotation ->
                  name.equals(
                      annotation.filterName().isEmpty() ? className : annotation.filterName()));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  /** {@return the targets that are mapped for forwards, includes or errors only} */
  Set<String> otherTargets(String name, String className) {
    Set<String> ours = targets(name, className, true);
    return targets(name, className, false).stream()
        .filter(target -> !ours.contains(target))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Set<String> targets(String name, String className, boolean forRequests) {
    Stream<Mapping> declared =
        descriptors.stream()
            .flatMap(descriptor -> descriptor.mappings().stream())
            .filter(mapping -> mapping.filter().equals(name));
    Stream<Mapping> annotated =
        annotation(name, className).map(annotation -> mapping(name, annotation)).stream();
    return Stream.concat(declared, annotated)
        .filter(mapping -> mapping.isForRequests() == forRequests)
        .flatMap(mapping -> mapping.targets().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Mapping mapping(String name, WebFilter annotation) {
    Set<String> targets =
        Stream.of(annotation.value(), annotation.urlPatterns(), annotation.servletNames())
            .flatMap(Arrays::stream)
            .collect(Collectors.toUnmodifiableSet());
    Set<String> dispatchers =
        Arrays.stream(annotation.dispatcherTypes())
            .map(DispatcherType::name)
            .collect(Collectors.toUnmodifiableSet());
    return new Mapping(name, targets, dispatchers);
  }
}
