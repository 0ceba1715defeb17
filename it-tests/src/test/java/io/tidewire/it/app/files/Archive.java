package io.tidewire.it.app.files;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.cdi.Received;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Takes files, and tells what has arrived. */
@ApplicationScoped
public class Archive {

  @Inject private ServletContext context;
  private final AtomicInteger handled = new AtomicInteger();

  void store(@Observes @Received("files/{room}") Incoming<Path> in, String room)
      throws IOException {
    try (InputStream content = Files.newInputStream(in.data())) {
      in.reply(told(content, room, in.as(String.class)));
    }
  }

  void read(@Observes @Received("streams") Incoming<InputStream> in) throws IOException {
    in.reply(told(in.data(), "stream", ""));
  }

  void fail(@Observes @Received("fail") Incoming<Path> in) {
    throw new IllegalStateException("of " + Archive.class.getName());
  }

  @RolesAllowed("nobody-has-it")
  void secret(@Observes @Received("secret") Incoming<Path> in) {
    in.reply("the secret");
  }

  /** Keeps the file, and answers with it. */
  void mirror(@Observes @Received("mirror") Incoming<Path> in) throws IOException {
    Path kept = in.data().resolveSibling("kept-" + in.data().getFileName());
    Path moved = Files.move(in.data(), kept);
    in.reply(moved);
  }

  /** Tells where files lie, and which there are. */
  void look(@Observes @Received("look") Incoming<Payload> in) throws IOException {
    File temporary = (File) context.getAttribute(ServletContext.TEMPDIR);
    Path folder = temporary.toPath().resolve("tidewire-transfers");
    List<String> files = List.of();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        files = all.map(file -> file.getFileName().toString()).toList();
      }
    }
    in.reply(Map.of("folder", folder.toString(), "files", files));
  }

  private Map<String, Object> told(InputStream content, String room, String name)
      throws IOException {
    try (DigestInputStream hashed = new DigestInputStream(content, sha256())) {
      long size = hashed.transferTo(OutputStream.nullOutputStream());
      return Map.of(
          "room",
          room,
          "name",
          name,
          "size",
          size,
          "sha256",
          HexFormat.of().formatHex(hashed.getMessageDigest().digest()),
          "handled",
          handled.incrementAndGet());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
