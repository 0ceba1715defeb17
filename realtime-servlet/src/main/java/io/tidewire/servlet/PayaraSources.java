package io.tidewire.servlet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Tells which settings Payara's MicroProfile Config may have. To ask it for one that it lacks takes
 * 2 ms: it asks each of its sources several times, one of them through the threads of the data
 * grid. That one is read here as a whole; the others, some of which list nothing, are asked once.
 *
 * @param listed what the source of the data grid has
 * @param others the other sources
 */
record PayaraSources(Set<String> listed, List<ConfigSource> others) implements Predicate<String> {

  private static final String CONFIG = "fish.payara.nucleus.microprofile.config.spi.PayaraConfig";
  private static final String GRID =
      "fish.payara.nucleus.microprofile.config.source.ClusterConfigSource";

  /** Of any implementation but Payara's nothing is known, and it may have every setting. */
  static Predicate<String> of(Config config) {
    return config.getClass().getName().equals(CONFIG)
        ? of(config, source -> source.getClass().getName().equals(GRID))
        : name -> true;
  }

  static Predicate<String> of(Config config, Predicate<ConfigSource> listsAll) {
    if (config.getOptionalValue("mp.config.profile", String.class).isPresent()) {
      // Then a source may have a setting by another name.
      return name -> true;
    }
    Set<String> listed = new HashSet<>();
    List<ConfigSource> others = new ArrayList<>();
    for (ConfigSource source : config.getConfigSources()) {
      if (listsAll.test(source)) {
        listed.addAll(source.getPropertyNames());
      } else {
        others.add(source);
      }
    }
    return new PayaraSources(listed, others);
  }

  @Override
  public boolean test(String name) {
    return listed.contains(name)
        || others.stream().anyMatch(source -> source.getValue(name) != null);
  }
}
