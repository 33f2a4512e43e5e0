using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Memory;

public class ReleaseFromTests
{
    [Fact]
    public void What_is_kept_stays_and_the_rest_goes_back_to_the_pool()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2, 3], [3]);
        int place = tape.Count;
        int before = check.Pool.Outstanding;
        Variable<double> squares = x * x;
        Variable<double> column = (squares + x).Reshape([3, 1]);
        Variable<double> sum = squares.Sum();
        tape.ReleaseFrom(place, column, sum, x);

        // The column is a view: it keeps the memory of what it looks at, and so does the sum.
        Assert.Equal(before + 2, check.Pool.Outstanding);
        Assert.Equal([2, 6, 12], column.ToArray());
        Assert.Equal(14, sum.Scalar);
        Assert.Equal([1, 2, 3], x.ToArray());
        string message = Assert.Throws<ObjectDisposedException>(() => squares + x).Message;
        Assert.Contains("ReleaseFrom", message, StringComparison.Ordinal);
        Assert.Equal([4, 12, 24], (2.0 * column).ToArray());
    }

    [Fact]
    public void A_sweep_that_needs_what_was_released_throws_and_one_that_stops_before_does_not()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3.0);
        int place = tape.Count;
        Variable<double> y = (x * x).Sin();
        Variable<double> constant = y.Detach();
        tape.ReleaseFrom(place, y, constant);
        Assert.Throws<ObjectDisposedException>(() => tape.Gradient(y, x));
        Assert.Throws<ObjectDisposedException>(() => tape.JacobianVectorProduct(y, x, tape.Input(1.0)));
        Assert.Equal(constant.Scalar, tape.Gradient(constant * x, x).Scalar);
    }

    [Fact]
    public void Released_twice_is_released_once()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3.0);
        _ = x * x;
        tape.ReleaseFrom(1);
        tape.ReleaseFrom(0);
        Assert.Equal(0, check.Pool.Outstanding);
    }

    [Fact]
    public void A_place_that_is_not_there_and_a_variable_of_another_tape_are_refused()
    {
        using Tape<double> tape = new();
        using Tape<double> other = new();
        tape.Input(1.0);
        Assert.Contains(
            "expected 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => tape.ReleaseFrom(2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.ReleaseFrom(-1));
        Assert.Throws<ArgumentException>(() => tape.ReleaseFrom(0, other.Input(1.0)));
    }
}
