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
   * @throws IllegalArgumentException if an address is malformed or the system's own, or two
   *     handlers have one address and type; the message names the handlers
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
    TopicTemplate template;
    try {
      template = TopicTemplate.of(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(handler.getClass().getName() + ": " + e.getMessage(), e);
    }
    if (address.startsWith("$")) {
      throw new IllegalArgumentException(
          handler.getClass().getName() + ": addresses that begin with '$' are the system's own");
    }
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
          "both %s and %s handle %s at '%s'; one of them can answer"
              .formatted(
                  other.getClass().getName(),
                  handler.getClass().getName(),
                  handler.type().isEmpty() ? "all types" : "'" + handler.type() + "'",
                  address));
    }
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
