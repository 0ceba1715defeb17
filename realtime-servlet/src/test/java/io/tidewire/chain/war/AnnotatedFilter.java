package io.tidewire.chain.war;

import jakarta.servlet.annotation.WebFilter;

/** Declared by its annotation, without async support. */
@WebFilter("/realtime/*")
public final class AnnotatedFilter extends LegacyFilter {

  private static final long serialVersionUID = 1L;
}
