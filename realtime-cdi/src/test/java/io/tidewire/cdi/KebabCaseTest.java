package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KebabCaseTest {

  static class OrderShipped {}

  static class URLChanged {}

  static class Order2Shipped {}

  static class Shipped {}

  static class Shipped$Proxy$7 extends Shipped {}

  @Test
  void wordsAreSeparated() {
    assertThat(KebabCase.of(OrderShipped.class)).isEqualTo("order-shipped");
    assertThat(KebabCase.of(URLChanged.class)).isEqualTo("url-changed");
    assertThat(KebabCase.of(Order2Shipped.class)).isEqualTo("order2-shipped");
    assertThat(KebabCase.of(Shipped.class)).isEqualTo("shipped");
  }

  @Test
  void generatedAndAnonymousClassesAreNamedAfterTheirParent() {
    assertThat(KebabCase.of(Shipped$Proxy$7.class)).isEqualTo("shipped");
    assertThat(KebabCase.of(new OrderShipped() {}.getClass())).isEqualTo("order-shipped");
  }
}
