package io.tidewire.benchmarks.server;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a server is set up.
 *
 * @param jvmFlags for the JVM
 * @param options {@code connector.NAME=VALUE} for Tomcat's connector, {@code context.NAME=VALUE}
 *     for the context-params of the application
 */
record Setup(List<String> jvmFlags, List<String> options) {

  static final Setup DEFAULT = new Setup(List.of(), List.of());

  static Setup options(String... options) {
    return new Setup(List.of(), List.of(options));
  }

  Setup flags(List<String> flags) {
    return new Setup(Stream.concat(flags.stream(), jvmFlags.stream()).toList(), options);
  }

  Setup and(Setup other) {
    return new Setup(
        Stream.concat(jvmFlags.stream(), other.jvmFlags.stream()).toList(),
        Stream.concat(options.stream(), other.options.stream()).toList());
  }
}
