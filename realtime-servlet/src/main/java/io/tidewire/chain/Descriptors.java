package io.tidewire.chain;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Finds the descriptors of a web application that count: its own, then those of its jars. */
final class Descriptors {

  private static final System.Logger LOG = System.getLogger(Descriptors.class.getName());
  private static final String WEB_XML = "/WEB-INF/web.xml";
  private static final String FRAGMENT = "META-INF/web-fragment.xml";
  private static final Pattern JAR = Pattern.compile("([^/\\\\!]+\\.[jw]ar)!?/");

  private Descriptors() {}

  /** Reads them; the loader is the application's own, for which not every context may be asked. */
  static List<Descriptor> of(ServletContext context, ClassLoader application) {
    List<Descriptor> found = new ArrayList<>();
    webXml(context).ifPresent(found::add);
    if (found.stream().noneMatch(Descriptor::metadataComplete)) {
      found.addAll(fragments(application));
    }
    return found;
  }

  private static Optional<Descriptor> webXml(ServletContext context) {
    try (InputStream in = context.getResourceAsStream(WEB_XML)) {
      return in == null ? Optional.empty() : read("WEB-INF/web.xml", in);
    } catch (IOException e) {
      return unreadable(WEB_XML, e);
    }
  }

  private static List<Descriptor> fragments(ClassLoader loader) {
    List<Descriptor> found = new ArrayList<>();
    for (URL url : urls(loader)) {
      String place = FRAGMENT + " of " + archive(url.toString());
      try {
        URLConnection connection = url.openConnection();
        // A cached connection would keep the jar open after the application has ended.
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
          read(place, in).ifPresent(found::add);
        }
      } catch (IOException e) {
        unreadable(place, e).ifPresent(found::add);
      }
    }
    return found;
  }

  private static List<URL> urls(@Nullable ClassLoader loader) {
    try {
      return loader == null ? List.of() : Collections.list(loader.getResources(FRAGMENT));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot look for web fragments", e);
      return List.of();
    }
  }

  private static String archive(String url) {
    Matcher jar = JAR.matcher(url);
    String last = url;
    while (jar.find()) {
      last = jar.group(1);
    }
    return last;
  }

  private static Optional<Descriptor> read(String place, InputStream in) {
    try {
      return Optional.of(DescriptorReader.read(place, in));
    } catch (XMLStreamException e) {
      return unreadable(place, e);
    }
  }

  private static Optional<Descriptor> unreadable(String place, Exception e) {
    LOG.log(System.Logger.Level.DEBUG, "cannot read the filters in " + place, e);
    return Optional.empty();
  }
}
