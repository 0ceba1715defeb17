package io.tidewire.servlet;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Recognises what frameworks put in the place of an application's objects, by the framework's own
 * interface: proxies of Hibernate and Weld, and what Hibernate and EclipseLink load on first use.
 * Calls nothing that would load it.
 */
final class ForeignObjects {

  private static final String INTERCEPTOR = "org.hibernate.bytecode.enhance.spi.interceptor.";

  private final @Nullable ForeignType hibernateProxy;
  private final @Nullable ForeignType weldProxy;
  private final List<ForeignType> collections;
  private final @Nullable ForeignType enhanced;
  private final @Nullable ForeignType lazyAttributes;
  private final @Nullable ForeignType woven;
  private final @Nullable ForeignType fetchGroups;

  /** Looks for the frameworks among what the application sees. */
  ForeignObjects(@Nullable ClassLoader application) {
    hibernateProxy = ForeignType.find("org.hibernate.proxy.HibernateProxy", application);
    weldProxy = ForeignType.find("org.jboss.weld.proxy.WeldClientProxy", application);
    collections = new ArrayList<>();
    for (String name :
        List.of(
            "org.hibernate.collection.spi.PersistentCollection",
            "org.eclipse.persistence.indirection.IndirectContainer")) {
      ForeignType collection = ForeignType.find(name, application);
      if (collection != null) {
        collections.add(collection);
      }
    }
    enhanced =
        ForeignType.find("org.hibernate.engine.spi.PersistentAttributeInterceptable", application);
    lazyAttributes =
        ForeignType.find(INTERCEPTOR + "BytecodeLazyAttributeInterceptor", application);
    woven =
        ForeignType.find(
            "org.eclipse.persistence.internal.weaving.PersistenceWeavedLazy", application);
    fetchGroups =
        ForeignType.find("org.eclipse.persistence.queries.FetchGroupTracker", application);
  }

  /** {@return whether there may be anything that has not been loaded} */
  boolean loadLater() {
    return hibernateProxy != null || !collections.isEmpty();
  }

  /** {@return the types of proxies, each with a way to the object behind one} */
  List<Proxies> proxies() {
    List<Proxies> proxies = new ArrayList<>();
    if (hibernateProxy != null) {
      proxies.add(new Proxies(hibernateProxy.type(), this::behind));
    }
    if (weldProxy != null) {
      proxies.add(new Proxies(weldProxy.type(), this::behind));
    }
    return proxies;
  }

  /**
   * Describes a type of proxies.
   *
   * @param type the framework's interface
   * @param behind returns the object behind a proxy
   */
  record Proxies(Class<?> type, UnaryOperator<Object> behind) {}

  /**
   * Returns the object behind a proxy, or the object itself if it is not a proxy.
   *
   * @throws UnloadedException if it has not been loaded
   */
  Object behind(Object object) {
    if (hibernateProxy != null && hibernateProxy.isOf(object)) {
      Object initializer = hibernateProxy.get(object, "getHibernateLazyInitializer");
      ForeignType type = hibernateProxy.sibling("LazyInitializer");
      if (Boolean.TRUE.equals(type.get(initializer, "isUninitialized"))) {
        throw new UnloadedException("a proxy of " + type.get(initializer, "getEntityName"));
      }
      return type.get(initializer, "getImplementation");
    }
    if (weldProxy != null && weldProxy.isOf(object)) {
      Object metadata = weldProxy.get(object, "getMetadata");
      return weldProxy.sibling("WeldClientProxy$Metadata").get(metadata, "getContextualInstance");
    }
    return object;
  }

  /** {@return whether this is a collection that would be loaded if it were read} */
  boolean isUnloadedCollection(Object object) {
    for (ForeignType collection : collections) {
      if (collection.isOf(object)) {
        String loaded = collection.has("wasInitialized") ? "wasInitialized" : "isInstantiated";
        return Boolean.FALSE.equals(collection.get(object, loaded));
      }
    }
    return false;
  }

  /** {@return whether reading a property of an entity would load it} */
  boolean isUnloadedProperty(Object entity, String property) {
    if (enhanced != null && lazyAttributes != null && enhanced.isOf(entity)) {
      Object interceptor = enhanced.get(entity, "$$_hibernate_getInterceptor");
      return lazyAttributes.isOf(interceptor)
          && Boolean.FALSE.equals(lazyAttributes.get(interceptor, "isAttributeLoaded", property));
    }
    if (fetchGroups != null
        && fetchGroups.isOf(entity)
        && Boolean.FALSE.equals(
            fetchGroups.get(entity, "_persistence_isAttributeFetched", property))) {
      return true;
    }
    return woven != null && woven.isOf(entity) && isHeldBack(entity, property);
  }

  /** EclipseLink weaves a value holder for each lazy attribute; without one it has been loaded. */
  private boolean isHeldBack(Object entity, String property) {
    for (Class<?> c = entity.getClass(); c != null; c = c.getSuperclass()) {
      try {
        Field field = c.getDeclaredField("_persistence_" + property + "_vh");
        field.setAccessible(true);
        Object holder = field.get(entity);
        return holder != null && Boolean.FALSE.equals(ForeignType.ask(holder, "isInstantiated"));
      } catch (NoSuchFieldException e) {
        // It may be one of the superclass.
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot ask " + c.getName() + " about " + property, e);
      }
    }
    return false;
  }
}
