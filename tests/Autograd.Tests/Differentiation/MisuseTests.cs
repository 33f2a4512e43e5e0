using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>Wrong use of tapes, variables and sweeps: the exact exception, what its message names, and a tape left as it was.</summary>
public class MisuseTests
{
    [Fact]
    public void A_disposed_tape_says_so_whatever_is_asked_of_it()
    {
        using PoolCheck check = new();
        Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3);
        tape.Dispose();
        tape.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tape.Input(1));
        Assert.Throws<ObjectDisposedException>(() => tape.Zeros([2]));
        Assert.Throws<ObjectDisposedException>(() => x + x);
        Assert.Throws<ObjectDisposedException>(() => x.Scalar);
        Assert.Throws<ObjectDisposedException>(() => x.Shape);
        Assert.Throws<ObjectDisposedException>(() => x.ToTensor());
        Assert.Throws<ObjectDisposedException>(() => tape.Gradient(x, x));
        Assert.Throws<ObjectDisposedException>(() => tape.JacobianVectorProduct(x, x, x));
        Assert.Throws<ObjectDisposedException>(() => tape.Jacobian(x, x));
        Assert.Throws<ObjectDisposedException>(tape.Clear);
    }

    [Fact]
    public void A_variable_from_before_Clear_is_stale()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3);
        tape.Clear();
        Assert.Equal(0, tape.Count);
        Assert.Equal(0, check.Pool.Outstanding);
        Variable<double> y = tape.Input(4);
        Assert.Contains("cleared", Assert.Throws<ObjectDisposedException>(() => x.Scalar).Message, StringComparison.Ordinal);
        Unchanged<ObjectDisposedException>(check, tape, () => x * y, "cleared");
        Unchanged<ObjectDisposedException>(check, tape, () => y * x, "cleared");
        Unchanged<ObjectDisposedException>(check, tape, () => tape.Gradient(y, x), "cleared");
        Assert.Equal(4, y.Scalar);
    }

    [Fact]
    public void A_variable_of_another_tape_is_refused()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        using Tape<double> other = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        Variable<double> y = other.Input([1, 2], [2]);
        Variable<double> loss = x.Sum();
        string[] fragments = ["another tape", "tape.Input(other.ToTensor())"];
        Unchanged<ArgumentException>(check, tape, () => x + y, fragments);
        Unchanged<ArgumentException>(check, tape, () => Variable.Where(y, x, x), fragments);
        Unchanged<ArgumentException>(check, tape, () => Variable.Concatenate([x, y]), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.Gradient(loss, y), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.Gradient(y, x), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.VectorJacobianProduct(x, y, x), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.JacobianVectorProduct(x, x, y), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.JacobianVectorProduct(x, y, x), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.HessianVectorProduct(loss, x, y), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.Jacobian(x, y), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.Hessian(loss, y), fragments);
    }

    [Fact]
    public void A_default_variable_says_that_it_is_on_no_tape()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(1);
        Variable<double> none = default;
        Assert.Equal("(no variable)", none.ToString());
        Assert.Contains("on no tape", Assert.Throws<InvalidOperationException>(() => none.Scalar).Message, StringComparison.Ordinal);
        Unchanged<InvalidOperationException>(check, tape, () => none + x, "on no tape");
        Unchanged<ArgumentException>(check, tape, () => x + none, "on no tape");
        Unchanged<ArgumentException>(check, tape, () => tape.Gradient(none, x), "on no tape");
        Unchanged<ArgumentException>(check, tape, () => tape.Gradient(x, none), "on no tape");
    }

    [Fact]
    public void A_loss_that_is_no_single_number_is_refused_with_its_shape_and_the_ways_out()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2, 3, 4, 5, 6], [2, 3]);
        string[] fragments = ["[2, 3]", "Sum()", "Mean()", "VectorJacobianProduct", "Jacobian"];
        Unchanged<ArgumentException>(check, tape, () => tape.Gradient(x, x), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.Gradient(x, x, DerivativeUse.Final), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.HessianVectorProduct(x, x, x), fragments);
        Unchanged<ArgumentException>(check, tape, () => tape.Hessian(x, x), fragments);
        Variable<double> single = tape.Input([2], [1, 1, 1]);
        Assert.Equal([12.0], tape.Gradient(single.Pow(3.0), single).ToArray());
    }

    [Fact]
    public void A_cotangent_or_tangent_of_the_wrong_shape_is_refused_with_both_shapes()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2, 3], [3]);
        Variable<double> y = (x * x).Sum([0], keepAxes: true);
        Variable<double> wrong = tape.Input([1, 2], [2, 1]);
        Unchanged<ArgumentException>(check, tape, () => tape.VectorJacobianProduct(y, wrong, x), "cotangent", "[2, 1]", "[1]");
        Unchanged<ArgumentException>(check, tape, () => tape.JacobianVectorProduct(y, x, wrong), "tangent", "[2, 1]", "[3]");
        Unchanged<ArgumentException>(check, tape, () => tape.JacobianVectorProduct([y], [x], []), "0 parts of the tangent", "1 inputs");
        Unchanged<ArgumentException>(check, tape, () => tape.HessianVectorProduct(y, x, wrong), "The direction has shape", "[2, 1]", "[3]");
        Unchanged<ArgumentException>(check, tape, () => tape.HessianVectorProduct(y, [x], []), "0 parts of the direction", "1 inputs");
    }

    [Fact]
    public void A_sweep_that_throws_leaves_the_tape_and_the_pool_as_they_were()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        Variable<double> loss = (tape.Gradient(x.Pow(3.0).Sum(), x, DerivativeUse.Final) * x.Sin()).Exp().Sum();
        Variable<double> ones = tape.Ones([2]);
        Unchanged<InvalidOperationException>(check, tape, () => tape.Gradient(loss, x));
        Unchanged<InvalidOperationException>(check, tape, () => tape.Gradient(loss, x, DerivativeUse.Final));
        Unchanged<InvalidOperationException>(check, tape, () => tape.JacobianVectorProduct(loss, x, ones));
        Unchanged<InvalidOperationException>(check, tape, () => tape.HessianVectorProduct(loss, x, ones, DerivativeUse.Final));
        Unchanged<InvalidOperationException>(check, tape, () => tape.Jacobian(loss, x));
        Unchanged<InvalidOperationException>(check, tape, () => tape.Hessian(loss, x));
        Assert.Equal([1.0, 1], tape.Gradient(x.Sum(), x).ToArray());
    }

    [Fact]
    public void An_array_too_large_for_one_block_is_refused_and_leaves_no_trace()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1], [1, 1]);
        Unchanged<ArgumentException>(check, tape, () => x.BroadcastTo([40_000, 40_000]), "split it along an axis");
        Unchanged<ArgumentException>(check, tape, () => tape.Zeros([40_000, 40_000]), "split it along an axis");
        Assert.Equal(2, (x + x).Scalar);
    }

    [Fact]
    public void Values_that_do_not_fill_their_shape_are_refused_with_both_numbers()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Unchanged<ArgumentException>(check, tape, () => tape.Input([1, 2, 3], [2, 2]), "3 values", "[2, 2]", "4");
        Unchanged<ArgumentException>(check, tape, () => tape.Constant([1], [0]), "1 values", "[0]", "0");
        Unchanged<ArgumentNullException>(check, tape, () => tape.Input([1], null!));
        Unchanged<ArgumentNullException>(check, tape, () => tape.Full(null!, 1));
    }

    [Fact]
    public void Scalar_of_an_array_says_its_shape_and_what_to_use()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        string message = Assert.Throws<InvalidOperationException>(() => x.Scalar).Message;
        Assert.Contains("[2]", message, StringComparison.Ordinal);
        Assert.Contains("ToTensor", message, StringComparison.Ordinal);
        Assert.Equal(3, tape.Input([3], [1, 1]).Scalar);
    }

    [Fact]
    public void Sets_of_different_names_are_refused_with_both_lists()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variables<double> left = new([KeyValuePair.Create("weight", tape.Input(1))]);
        Variables<double> right = new([KeyValuePair.Create("bias", tape.Input(1))]);
        Unchanged<ArgumentException>(check, tape, () => left + right, "weight", "bias");
        Unchanged<ArgumentException>(check, tape, () => tape.HessianVectorProduct(left["weight"], left, right), "weight", "bias");
        Unchanged<KeyNotFoundException>(check, tape, () => left["bias"], "'bias'", "weight");
        Unchanged<ArgumentException>(check, tape, () => left.Concat(left), "'weight'", "twice");
    }

    private static void Unchanged<TException>(PoolCheck check, Tape<double> tape, Func<object> act, params string[] fragments)
        where TException : Exception
    {
        int count = tape.Count;
        int outstanding = check.Pool.Outstanding;
        string message = Assert.Throws<TException>(() => { act(); }).Message;
        Assert.All(fragments, fragment => Assert.Contains(fragment, message, StringComparison.Ordinal));
        Assert.Equal(count, tape.Count);
        Assert.Equal(outstanding, check.Pool.Outstanding);
    }
}
