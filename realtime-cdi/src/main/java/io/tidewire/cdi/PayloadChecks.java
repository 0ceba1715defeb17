package io.tidewire.cdi;

import io.tidewire.Payload;
import io.tidewire.servlet.DefaultCodec;
import java.io.InputStream;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the default codec about what will be published, and about what messages will be bound to,
 * while the deployment can still fail.
 */
final class PayloadChecks {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  /** What needs no JSON-B to be read. */
  private static final Set<Type> GIVEN =
      Set.of(Payload.class, InputStream.class, Path.class, byte[].class, String.class);

  /**
   * Names a class whose objects will be published, or that messages will be bound to.
   *
   * @param place the class or member that says so, for messages
   * @param type the class
   */
  record Published(String place, Class<?> type) {}

  private PayloadChecks() {}

  /** Adds a fault for each class that cannot be encoded, and logs what looks wrong. */
  static void check(DefaultCodec codec, List<Published> published, Faults faults) {
    codec.unavailable().ifPresent(why -> faults.add("the events that are to be pushed", why));
    for (Published payload : published) {
      codec.check(
          payload.type(),
          fault -> faults.add(payload.place(), said(payload, fault)),
          doubt -> warn(payload, doubt));
    }
  }

  /** Adds a fault for each class that messages could not be bound to. */
  static void checkBound(DefaultCodec codec, List<BeanHandlers.Bound> bound, Faults faults) {
    List<BeanHandlers.Bound> read =
        bound.stream().filter(handler -> !GIVEN.contains(handler.type())).toList();
    if (read.isEmpty()) {
      return;
    }
    codec.unavailable().ifPresent(why -> faults.add("the messages that are to be bound", why));
    for (BeanHandlers.Bound handler : read) {
      for (Published payload : classesIn(handler.method(), handler.type())) {
        codec.checkReading(
            payload.type(),
            fault -> faults.add(payload.place(), said(payload, fault)),
            doubt -> warn(payload, doubt));
      }
    }
  }

  private static void warn(Published payload, String doubt) {
    LOG.log(System.Logger.Level.WARNING, payload.place() + ": " + said(payload, doubt));
  }

  private static String said(Published payload, String what) {
    String name = payload.type().getName();
    return payload.place().equals(name) ? what : name + ": " + what;
  }

  /** {@return the classes in a declared type, with type arguments and array elements} */
  static List<Published> classesIn(String place, @Nullable Type declared) {
    List<Published> found = new ArrayList<>();
    addClasses(declared, type -> found.add(new Published(place, type)));
    return found;
  }

  private static void addClasses(@Nullable Type declared, Consumer<Class<?>> found) {
    if (declared instanceof ParameterizedType generic) {
      addClasses(generic.getRawType(), found);
      Arrays.stream(generic.getActualTypeArguments())
          .forEach(argument -> addClasses(argument, found));
    } else if (declared instanceof GenericArrayType array) {
      addClasses(array.getGenericComponentType(), found);
    } else if (declared instanceof Class<?> c) {
      if (c.isArray()) {
        addClasses(c.getComponentType(), found);
      } else {
        found.accept(c);
      }
    }
  }
}
