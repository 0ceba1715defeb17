package io.tidewire.servlet;

import jakarta.json.bind.serializer.JsonbSerializer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Makes serializers for types that this library is not compiled against.
 *
 * <p>JSON-B reads the type that a serializer is for from its class, as in {@code implements
 * JsonbSerializer<HibernateProxy>}, and offers no other way to name it. So the class of {@link
 * ForeignSerializer} is copied, with the foreign type's name in place of {@link Standin}'s in its
 * constant pool. That is the whole change: the code is the one that was compiled.
 */
final class ForeignSerializers extends ClassLoader {

  private static final String TEMPLATE = ForeignSerializer.class.getName();
  private static final String STANDIN = Standin.class.getName().replace('.', '/');

  private final Class<?> foreign;

  private ForeignSerializers(Class<?> foreign) {
    super(ForeignSerializers.class.getClassLoader());
    this.foreign = foreign;
  }

  /**
   * Makes a serializer.
   *
   * @param foreign the type that it is for, and with it the type's subtypes
   * @param behind gives what is written instead
   */
  static JsonbSerializer<?> of(Class<?> foreign, UnaryOperator<Object> behind) {
    try {
      ForeignSerializers loader = new ForeignSerializers(foreign);
      byte[] copy = loader.copy();
      Class<?> type = loader.defineClass(TEMPLATE, copy, 0, copy.length);
      Constructor<?> constructor = type.getDeclaredConstructor(UnaryOperator.class);
      constructor.setAccessible(true);
      return (JsonbSerializer<?>) constructor.newInstance(behind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a serializer for " + foreign, e);
    }
  }

  /** Loads the foreign type that the copy names, which our own class loader need not see. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return name.equals(foreign.getName()) ? foreign : super.loadClass(name, resolve);
  }

  private byte[] copy() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream file =
            Objects.requireNonNull(
                ForeignSerializer.class.getResourceAsStream(
                    ForeignSerializer.class.getSimpleName() + ".class"));
        DataInputStream in = new DataInputStream(file);
        DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(in.readInt());
      out.writeInt(in.readInt());
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int i = 1; i < count; i++) {
        i += copyConstant(in, out);
      }
      in.transferTo(out);
    }
    return bytes.toByteArray();
  }

  /** Copies one entry (Java Virtual Machine Specification, 4.4); how many places it takes more. */
  private int copyConstant(DataInputStream in, DataOutputStream out) throws IOException {
    int tag = in.readUnsignedByte();
    out.writeByte(tag);
    switch (tag) {
      case 1 -> out.writeUTF(in.readUTF().replace(STANDIN, foreign.getName().replace('.', '/')));
      case 7, 8, 16, 19, 20 -> out.write(in.readNBytes(2));
      case 15 -> out.write(in.readNBytes(3));
      case 5, 6 -> out.write(in.readNBytes(8));
      default -> out.write(in.readNBytes(4));
    }
    return tag == 5 || tag == 6 ? 1 : 0;
  }
}
