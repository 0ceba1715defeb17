package io.tidewire.servlet;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeSerializer;
import jakarta.json.bind.annotation.JsonbVisibility;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds classes of which JSON-B could write nothing, or make no object, before there is one.
 *
 * <p>JSON-B itself is asked to write an empty list of the class: for that it looks up all that it
 * reads of the class and of the types of its properties. What it would read is compared with what
 * the class has, since a class without any public property is written as {@code {}}, silently.
 */
final class JsonbTypes {

  /** By these an application tells JSON-B itself how to see a class. */
  private static final List<Class<? extends Annotation>> TOLD =
      List.of(JsonbVisibility.class, JsonbTypeAdapter.class, JsonbTypeSerializer.class);

  private static final List<Class<? extends Annotation>> TOLD_TO_READ =
      List.of(JsonbTypeAdapter.class, JsonbTypeDeserializer.class);

  private final Jsonb jsonb;
  private final boolean knowsRecords;

  JsonbTypes(Jsonb jsonb) {
    this.jsonb = jsonb;
    this.knowsRecords = !jsonb.toJson(new Probe(1)).equals("{}");
  }

  /** JSON-B 1.0 sees no property in a record, later implementations do. */
  public record Probe(int seen) {}

  void check(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {
    if (!PropertySurvey.isJudged(type)) {
      return;
    }
    boolean told = isTold(type);
    refusal(type).ifPresent(told ? doubt : fault);
    if (!told) {
      new PropertySurvey(type, knowsRecords).fault().ifPresent(fault);
    }
    checkNested(type, doubt);
  }

  /** Checks a class that clients' messages are bound to. */
  void checkReading(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {
    if (!PropertySurvey.isJudged(type)) {
      return;
    }
    makingFault(type).ifPresent(fault);
    Set<Class<?>> seen = new HashSet<>(Set.of(type));
    for (Class<?> nested : new PropertySurvey(type, knowsRecords).nested(seen)) {
      makingFault(nested)
          .ifPresent(what -> doubt.accept("its property type " + nested.getName() + ": " + what));
    }
  }

  private Optional<String> makingFault(Class<?> type) {
    if (isTold(type, TOLD_TO_READ)) {
      return Optional.empty();
    }
    return new ConstructorSurvey(type).fault(this::makesRecords);
  }

  /** JSON-B 1.0 and 2.0 know no record, some of their implementations do. */
  private boolean makesRecords() {
    try {
      return jsonb.fromJson("{\"seen\":1}", Probe.class).seen() == 1;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Optional<String> refusal(Class<?> type) {
    try {
      jsonb.toJson(List.of(), new ListOf(type));
      return Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      // It reflects on classes of the application, of which others may be missing.
      return Optional.of(
          "JSON-B cannot encode it: "
              + JsonbCodec.causes(e)
              + "; make the class and what it holds public, tell JSON-B how to see it, or supply a"
              + " PayloadCodec");
    }
  }

  private static boolean isTold(Class<?> type) {
    return isTold(type, TOLD);
  }

  private static boolean isTold(Class<?> type, List<Class<? extends Annotation>> by) {
    Package home = type.getPackage();
    return by.stream()
        .anyMatch(
            told ->
                type.isAnnotationPresent(told) || (home != null && home.isAnnotationPresent(told)));
  }

  /** Of a property's declared type a subclass may be meant, so this is never more than a doubt. */
  private void checkNested(Class<?> type, Consumer<String> doubt) {
    Set<Class<?>> seen = new HashSet<>(Set.of(type));
    for (Class<?> nested : new PropertySurvey(type, knowsRecords).nested(seen)) {
      if (!isTold(nested)) {
        new PropertySurvey(nested, knowsRecords)
            .fault()
            .ifPresent(what -> doubt.accept("its property type " + nested.getName() + ": " + what));
      }
    }
  }

  /** {@code List<type>}, as reflection has it. */
  private record ListOf(Class<?> type) implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
      return new Type[] {type};
    }

    @Override
    public Type getRawType() {
      return List.class;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return null;
    }

    // Written out: on JDK 17 a generated one is kept by the JDK, and its class loader with it.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ListOf that && type == that.type;
    }

    @Override
    public int hashCode() {
      return type.hashCode();
    }
  }
}
