package io.tidewire.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The server's JVM, seen from outside through JMX. */
final class ServerJvm implements AutoCloseable {
  private static final String HOME = System.getProperty("server.home", "");
  private static final String PORT = "-Dserver.http.port=" + Site.PORT;

  private final JMXConnector connector;

  /** Attaches to the Java process that was started for this build. */
  @SuppressWarnings("BanJNDI") // the address is what the process has just told
  ServerJvm() {
    try {
      VirtualMachine machine = VirtualMachine.attach(process());
      try {
        connector =
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AttachNotSupportedException e) {
      throw new AssertionError("the server's JVM cannot be looked into", e);
    }
  }

  /** The JVM whose own arguments name the server's directory, or whose JVM's name this port. */
  private static VirtualMachineDescriptor process() {
    return VirtualMachine.list().stream()
        .filter(machine -> isOfServer(machine.displayName()) || hasPort(machine.id()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process has " + HOME + " or " + PORT));
  }

  private static boolean isOfServer(String commandLine) {
    return !HOME.isEmpty() && commandLine.contains(HOME);
  }

  /** Java does not tell the arguments of a process that has very long ones. */
  private static boolean hasPort(String id) {
    return ProcessHandle.of(Long.parseLong(id))
        .flatMap(process -> process.info().arguments())
        .map(arguments -> List.of(arguments).contains(PORT))
        .orElse(false);
  }

  /** The names of the live threads that begin with this. */
  List<String> threads(String prefix) {
    try {
      ThreadMXBean threads =
          ManagementFactory.getPlatformMXBean(
              connector.getMBeanServerConnection(), ThreadMXBean.class);
      return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
          .filter(Objects::nonNull)
          .map(ThreadInfo::getThreadName)
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The live objects whose class begins with this, counted after a full collection. */
  int instances(String prefix) {
    return histogram()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].startsWith(prefix))
        .mapToInt(columns -> Integer.parseInt(columns[1]))
        .sum();
  }

  /** How many classes of exactly this name are loaded, each by another class loader. */
  int loaded(String className) {
    return Math.toIntExact(
        diagnose("vmClassHierarchy", className)
            .lines()
            .filter(line -> line.contains("--" + className + "/"))
            .count());
  }

  private String histogram() {
    return diagnose("gcClassHistogram");
  }

  private String diagnose(String command, String... arguments) {
    try {
      Object answer =
          connector
              .getMBeanServerConnection()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  command,
                  new Object[] {arguments},
                  new String[] {String[].class.getName()});
      return (String) answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JMException e) {
      throw new AssertionError("the server's JVM does not answer " + command, e);
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
