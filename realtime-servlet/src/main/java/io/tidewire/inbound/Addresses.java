package io.tidewire.inbound;

import io.tidewire.Topic;
import io.tidewire.TopicTemplate;
import io.tidewire.spi.InboundHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the handler of what clients send. Immutable; for any thread.
 *
 * <p>Where several templates fit an address, the one goes first that has a fixed segment where the
 * others have a variable, from left to right; a handler of the event type goes before one of all
 * types.
 */
public final class Addresses {

  private static final String ALL_TYPES = "";

  /** By the number of segments; the templates with fixed segments first. */
  private final Map<Integer, List<Form>> forms = new HashMap<>();

  private final Binding binding;

  private Addresses(Binding binding) {
    this.binding = binding;
  }

  /** One form of addresses, and its handlers by the type that they take. */
  private record Form(TopicTemplate template, String shape, Map<String, InboundHandler> handlers) {

    Optional<InboundHandler> handlerOf(String type) {
      return Optional.ofNullable(handlers.getOrDefault(type, handlers.get(ALL_TYPES)));
    }
  }

  /**
   * Collects handlers.
   *
   * @param handlers the application's handlers
   * @param binding reads and writes payloads
   * @return their addresses
   * @throws IllegalArgumentException if an address or type is malformed or the system's own, two
   *     handlers have one address and type, or the payloads of one cannot be bound; the message
   *     names the handlers
   */
  public static Addresses of(List<? extends InboundHandler> handlers, Binding binding) {
    Addresses addresses = new Addresses(binding);
    handlers.forEach(addresses::add);
    addresses
        .forms
        .values()
        .forEach(forms -> forms.sort(Comparator.comparing(Form::shape).reversed()));
    return addresses;
  }

  private void add(InboundHandler handler) {
    String address = handler.address();
    try {
      check(address, handler.type());
      if (handler instanceof BoundHandler bound) {
        binding.check(bound.payload());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name(handler) + ": " + e.getMessage(), e);
    }
    TopicTemplate template = TopicTemplate.of(address);
    String shape = shape(address);
    List<Form> ofSize = forms.computeIfAbsent(segments(address), none -> new ArrayList<>());
    Form form =
        ofSize.stream()
            .filter(known -> known.shape.equals(shape))
            .findFirst()
            .orElseGet(() -> addForm(ofSize, template, shape));
    InboundHandler other = form.handlers.put(handler.type(), handler);
    if (other != null) {
      throw new IllegalArgumentException(
          collision(name(other), name(handler), address, handler.type()));
    }
  }

  /**
   * Checks what a handler takes.
   *
   * @param address its template
   * @param type its event type, empty for all
   * @throws IllegalArgumentException if one of them is malformed, or the address the system's own
   */
  public static void check(String address, String type) {
    TopicTemplate unused = TopicTemplate.of(address);
    if (address.startsWith("$")) {
      throw new IllegalArgumentException("addresses that begin with '$' are the system's own");
    }
    if (type.indexOf('/') >= 0) {
      throw new IllegalArgumentException("the type '" + type + "' is more than one segment");
    }
    if (!type.isEmpty()) {
      Topic segment = Topic.of(type);
      if (segment.isSystem()) {
        throw new IllegalArgumentException("types that begin with '$' are the system's own");
      }
    }
  }

  /**
   * {@return what two handlers may not have in common: the same for templates that differ in the
   * names of variables only}
   *
   * @param address a template
   * @param type an event type, empty for all
   */
  public static String place(String address, String type) {
    return shape(address) + "\n" + type;
  }

  /**
   * {@return what is wrong with two handlers of one place}
   *
   * @param one the name of the one
   * @param other the name of the other
   * @param address the other's template
   * @param type their event type, empty for all
   */
  public static String collision(String one, String other, String address, String type) {
    return "both %s and %s handle %s at '%s'; only one can answer"
        .formatted(one, other, type.isEmpty() ? "all types" : "'" + type + "'", address);
  }

  /** {@return how messages name a handler} */
  static String name(InboundHandler handler) {
    return handler instanceof BoundHandler bound ? bound.name() : handler.getClass().getName();
  }

  private static Form addForm(List<Form> forms, TopicTemplate template, String shape) {
    Form form = new Form(template, shape, new HashMap<>());
    forms.add(form);
    return form;
  }

  private static int segments(String address) {
    return (int) address.chars().filter(c -> c == '/').count();
  }

  /** {@return the template with a blank for each variable, which sorts before all of a topic} */
  private static String shape(String address) {
    return address.replaceAll("\\{[^/]*\\}", " ");
  }

  /**
   * Finds a handler.
   *
   * @param address where a client sends
   * @param type the event type
   * @return calls the handler, or empty if there is none
   */
  public Optional<Handling> find(Topic address, String type) {
    for (Form form : forms.getOrDefault(segments(address.name()), List.of())) {
      Optional<InboundHandler> handler = form.handlerOf(type);
      if (handler.isPresent()) {
        Optional<Map<String, String>> values = form.template.match(address);
        if (values.isPresent()) {
          return Optional.of(new Handling(handler.get(), values.get(), binding));
        }
      }
    }
    return Optional.empty();
  }
}
