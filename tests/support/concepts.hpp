// What must not compile, as concepts a static_assert can deny.
#pragma once

namespace pvault::test {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};

template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};

template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};

template <class A, class B>
concept Assignable = requires(A a, B b) {
  a = b;
};

} // namespace pvault::test
