package io.tidewire.chain;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the filters and the roles from a {@code web.xml} or {@code web-fragment.xml} of any
 * version. Always the JDK's own parser; a document type is passed over unread, and no entity is
 * ever resolved.
 */
final class DescriptorReader {

  private static final Set<String> LEAVES =
      Set.of(
          "filter-name",
          "async-supported",
          "url-pattern",
          "servlet-name",
          "dispatcher",
          "role-name");

  private final Map<String, AsyncSupport> filters = new LinkedHashMap<>();
  private final List<Descriptor.Mapping> mappings = new ArrayList<>();
  private final Set<String> roles = new LinkedHashSet<>();
  private boolean metadataComplete;

  private DescriptorReader() {}

  /**
   * Reads one descriptor.
   *
   * @throws XMLStreamException if it is not well-formed, or needs an entity
   */
  static Descriptor read(String place, InputStream in) throws XMLStreamException {
    DescriptorReader reader = new DescriptorReader();
    XMLStreamReader xml = parser().createXMLStreamReader(in);
    try {
      reader.read(xml);
    } finally {
      xml.close();
    }
    return new Descriptor(
        place, reader.metadataComplete, reader.filters, reader.mappings, reader.roles);
  }

  private static XMLInputFactory parser() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("a descriptor may not refer to " + systemId);
        });
    return factory;
  }

  /** Reads the elements that count, which are children of the root's children. */
  private void read(XMLStreamReader xml) throws XMLStreamException {
    int depth = 0;
    Map<String, List<String>> section = new HashMap<>();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        if (depth == 1) {
          metadataComplete =
              xml.getLocalName().equals("web-app")
                  && isTrue(xml.getAttributeValue(null, "metadata-complete"));
        } else if (depth == 2) {
          section.clear();
        } else if (depth == 3 && LEAVES.contains(xml.getLocalName())) {
          String name = xml.getLocalName();
          // Reads up to the end of the element.
          section.computeIfAbsent(name, key -> new ArrayList<>()).add(xml.getElementText().trim());
          depth--;
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        if (depth == 2) {
          keep(xml.getLocalName(), section);
        }
        depth--;
      }
    }
  }

  private void keep(String element, Map<String, List<String>> section) {
    if (element.equals("security-role")) {
      roles.addAll(section.getOrDefault("role-name", List.of()));
    }
    for (String filter : section.getOrDefault("filter-name", List.of())) {
      if (element.equals("filter")) {
        filters.put(filter, support(section.getOrDefault("async-supported", List.of())));
      } else if (element.equals("filter-mapping")) {
        Set<String> targets = new LinkedHashSet<>(section.getOrDefault("url-pattern", List.of()));
        targets.addAll(section.getOrDefault("servlet-name", List.of()));
        Set<String> dispatchers = Set.copyOf(section.getOrDefault("dispatcher", List.of()));
        mappings.add(new Descriptor.Mapping(filter, targets, dispatchers));
      }
    }
  }

  private static AsyncSupport support(List<String> said) {
    if (said.isEmpty()) {
      return AsyncSupport.UNKNOWN;
    }
    return isTrue(said.get(0)) ? AsyncSupport.SUPPORTED : AsyncSupport.UNSUPPORTED;
  }

  private static boolean isTrue(@Nullable String text) {
    return "true".equalsIgnoreCase(text) || "1".equals(text);
  }
}
