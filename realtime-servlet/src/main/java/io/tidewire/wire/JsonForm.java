package io.tidewire.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Writes frames as JSON objects. */
final class JsonForm implements WireForm<String, String> {

  static final JsonForm INSTANCE = new JsonForm();

  private JsonForm() {}

  @Override
  public String of(Frame frame) {
    if (frame instanceof SharedEvent event) {
      return Envelope.json(event);
    }
    return frame instanceof Control control ? control.json() : "";
  }

  @Override
  public String join(List<Frame> frames) {
    List<String> objects = new ArrayList<>(frames.size());
    for (Frame frame : frames) {
      String object = shared(frame);
      if (!object.isEmpty()) {
        objects.add(object);
      }
    }
    return array(objects);
  }

  /** Returns a single object as it is, several as an array, and nothing if there is none. */
  static String array(List<String> objects) {
    if (objects.size() < 2) {
      return objects.isEmpty() ? "" : objects.get(0);
    }
    StringJoiner array = new StringJoiner(",", "[", "]");
    objects.forEach(array::add);
    return array.toString();
  }
}
