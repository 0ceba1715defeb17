package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.spi.PublishRequest;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Values may be compared without the JDK keeping their classes, which an undeployed application
 * would leave behind.
 */
class UnloadingTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @TestFactory
  DynamicTest[] aComparedValueDoesNotKeepItsClassLoader() {
    return new DynamicTest[] {
      unloads(Topic.class, "a/b"),
      unloads(TopicPattern.class, "a/*"),
      unloads(Position.class, "e", 1L),
      unloads(PublishRequest.class, Topic.of("a/b"), "line", "key", false, false),
      unloads(Subscriber.class, "ann", Set.of("clerk"))
    };
  }

  private static DynamicTest unloads(Class<?> value, Object... components) {
    return DynamicTest.dynamicTest(
        value.getSimpleName(),
        () -> {
          WeakReference<ClassLoader> loader = compareInAnApplication(value, components);
          long deadline = System.nanoTime() + PATIENCE_NANOS;
          while (loader.get() != null && System.nanoTime() - deadline < 0) {
            System.gc();
          }
          assertThat(loader.get()).isNull();
        });
  }

  private static WeakReference<ClassLoader> compareInAnApplication(
      Class<?> value, Object... components) throws Exception {
    URL[] classes = {value.getProtectionDomain().getCodeSource().getLocation()};
    try (URLClassLoader application =
        new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Class<?> own = application.loadClass(value.getName());
      assertThat(own).isNotSameAs(value);
      Object one = create(own, components);
      Object other = create(own, components);
      Method equals = own.getMethod("equals", Object.class);
      assertThat(equals.invoke(one, other)).isEqualTo(true);
      assertThat(own.getMethod("hashCode").invoke(one))
          .isEqualTo(own.getMethod("hashCode").invoke(other));
      return new WeakReference<>(application);
    }
  }

  private static Object create(Class<?> value, Object... components) throws Exception {
    Object[] own = components.clone();
    for (int i = 0; i < own.length; i++) {
      if (own[i] instanceof Topic topic) {
        own[i] = create(value.getClassLoader().loadClass(Topic.class.getName()), topic.name());
      }
    }
    return value.getConstructors()[0].newInstance(own);
  }
}
