package io.tidewire.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.PlatformManagedObject;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    return infos(prefix).map(ThreadInfo::getThreadName).sorted().toList();
  }

  /** How often each live thread whose name begins with this has gone to sleep. */
  Map<String, Long> sleeps(String prefix) {
    return infos(prefix)
        .collect(
            Collectors.toMap(ThreadInfo::getThreadName, ThreadInfo::getWaitedCount, Long::sum));
  }

  private Stream<ThreadInfo> infos(String prefix) {
    ThreadMXBean threads = bean(ThreadMXBean.class);
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(info -> info.getThreadName().startsWith(prefix));
  }

  /** For how long the server has run, by its own clock, in seconds. */
  long upSeconds() {
    return TimeUnit.MILLISECONDS.toSeconds(bean(RuntimeMXBean.class).getUptime());
  }

  private <T extends PlatformManagedObject> T bean(Class<T> type) {
    try {
      return ManagementFactory.getPlatformMXBean(connector.getMBeanServerConnection(), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class loaders that have loaded a class of exactly this name, as the JVM names them. */
  Set<String> loaders(String className) {
    String line = ".*--%s/(\\w+).*".formatted(Pattern.quote(className));
    return diagnose("vmClassHierarchy", className)
        .lines()
        .filter(found -> found.matches(line))
        .map(found -> found.replaceFirst(line, "$1"))
        .collect(Collectors.toSet());
  }

  /** How many live objects are of classes whose names begin so. */
  long instances(String prefix) {
    Pattern line =
        Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(prefix) + ".*");
    return diagnose("gcClassHistogram")
        .lines()
        .map(line::matcher)
        .filter(Matcher::matches)
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  /** Collects the garbage, classes that nothing holds among it. */
  void collect() {
    bean(MemoryMXBean.class).gc();
  }

  /**
   * How many bytes of the heap were still in use right after a collection of the garbage: not when
   * somebody asks for them, since a busy server has made more garbage until then.
   */
  long liveHeap() {
    collect();
    return heapPools()
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private Stream<MemoryPoolMXBean> heapPools() {
    try {
      return ManagementFactory.getPlatformMXBeans(
              connector.getMBeanServerConnection(), MemoryPoolMXBean.class)
          .stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
