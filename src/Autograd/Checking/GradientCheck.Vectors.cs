using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

// Functions of several arrays, and functions to several numbers, with derivatives that were written anywhere.
public static partial class GradientCheck
{
    /// <summary>Checks a gradient by several arrays that was written anywhere.</summary>
    /// <param name="function">The function of the arrays.</param>
    /// <param name="gradient">Its gradient: an array by each array, as long as that.</param>
    /// <param name="point">The arrays; they are called "input 0", "input 1" and so on.</param>
    /// <param name="options">How to check; first order.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">The gradient has other lengths than the point, or a higher order was asked for.</exception>
    public static GradientReport RunArrays(
        Func<double[][], double> function, Func<double[][], double[][]> gradient, IReadOnlyList<double[]> point,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(point);
        return new Checker(new HostArrays(function, gradient, point), OfFirstOrder(options)).Run();
    }

    /// <summary>Checks the Jacobian J of a function to several numbers: J[i, k] is the derivative of output i by x[k].</summary>
    /// <param name="function">The function.</param>
    /// <param name="jacobian">Its Jacobian, [outputs, elements of the point].</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check; first order. In fast mode random combinations of the outputs are compared, in full mode each
    /// output's row, which costs four values for each element of J.</param>
    /// <returns>The report: that of the first row, or combination, that is wrong.</returns>
    /// <exception cref="ArgumentException">The Jacobian has another shape, or a higher order was asked for.</exception>
    public static GradientReport RunJacobian(
        Func<double[], double[]> function, Func<double[], double[,]> jacobian, ReadOnlySpan<double> point,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        return RunVectorJacobianProduct(
            function,
            (x, cotangent) =>
            {
                double[,] j = jacobian(x);
                return j is not null && j.GetLength(0) == cotangent.Length && j.GetLength(1) == x.Length
                    ? Products.FromLeft(cotangent, j)
                    : throw new ArgumentException(
                        $"The Jacobian has shape [{j?.GetLength(0)}, {j?.GetLength(1)}], expected [{cotangent.Length}, {x.Length}]: a " +
                            "row for each output, a column for each element of the point.");
            },
            point, options);
    }

    /// <summary>Checks a Jacobian that is held as the numbers at some places, all others being 0: a number that is wrong, and a place that
    /// is missing.</summary>
    /// <param name="function">The function.</param>
    /// <param name="places">The places, row and column from 0; the numbers at one that stands there twice are added.</param>
    /// <param name="values">The numbers, in the order of the places.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check, as for <see cref="RunJacobian"/>. A place that is missing is sure to be seen in full
    /// mode.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">A place is outside of the Jacobian, there are more or fewer numbers than places, or a higher
    /// order was asked for.</exception>
    public static GradientReport RunSparseJacobian(
        Func<double[], double[]> function, IReadOnlyList<(int Row, int Column)> places, Func<double[], double[]> values,
        ReadOnlySpan<double> point, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(values);
        GradientReport report = RunVectorJacobianProduct(
            function, (x, cotangent) => Products.FromLeft(cotangent, places, values(x), x.Length), point, options);
        return report.Mismatch is { Analytic: 0, Element: { } column }
            ? report with
            {
                Explanation = $"{report.Explanation} If the pattern has no place in column {column} of that row, it is missing.",
            }
            : report;
    }

    /// <summary>Checks vector-Jacobian products J(x)' w of a function to several numbers.</summary>
    /// <param name="function">The function.</param>
    /// <param name="vectorJacobianProduct">(x, w) to J(x)' w, linear in the cotangent w, which has a number for each output.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check; first order. In fast mode the cotangents are random, in full mode 1 for one output after the
    /// other.</param>
    /// <returns>The report: that of the first cotangent for which something is wrong.</returns>
    /// <exception cref="ArgumentException">The product has another length than the point, the function gave no number, or another count at
    /// another point, or a higher order was asked for.</exception>
    public static GradientReport RunVectorJacobianProduct(
        Func<double[], double[]> function, Func<double[], double[], double[]> vectorJacobianProduct, ReadOnlySpan<double> point,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(vectorJacobianProduct);
        GradientCheckOptions chosen = OfFirstOrder(options);
        double[] at = point.ToArray();
        int outputs = Products.CountOf(function, at);
        return ReportsInOne.Of(Cotangents(chosen, outputs).Select(cotangent => (
            cotangent.Name,
            new Checker(
                new HostFunction<double>(
                    x => Products.Dot(function(x), cotangent.Values), x => vectorJacobianProduct(x, [.. cotangent.Values]), null, at,
                    chosen.Seed),
                chosen).Run())));
    }

    /// <summary>Checks Jacobian-vector products J(x) v of a function to several numbers.</summary>
    /// <param name="function">The function.</param>
    /// <param name="jacobianVectorProduct">(x, v) to J(x) v, linear in the tangent v, which has a number for each element of x.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check; first order. In fast mode tangents and combinations of the outputs are random, in full mode each
    /// output is compared along each element.</param>
    /// <returns>The report: that of the first tangent and output for which something is wrong. Its variable t is the way along the
    /// tangent.</returns>
    /// <exception cref="ArgumentException">The product has another length than the function's value, the function gave no number, or a
    /// higher order was asked for.</exception>
    public static GradientReport RunJacobianVectorProduct(
        Func<double[], double[]> function, Func<double[], double[], double[]> jacobianVectorProduct, ReadOnlySpan<double> point,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(jacobianVectorProduct);
        GradientCheckOptions chosen = OfFirstOrder(options);
        double[] at = point.ToArray();
        int outputs = Products.CountOf(function, at);
        return ReportsInOne.Of(
            from tangent in Tangents(chosen, at)
            from cotangent in Cotangents(chosen, outputs)
            select (
                $"{tangent.Name}, {cotangent.Name}",
                new Checker(new HostDirection(function, jacobianVectorProduct, at, tangent.Values, cotangent.Values), chosen).Run()));
    }

    /// <summary>Throws unless a gradient by several arrays is right.</summary>
    /// <param name="function">The function of the arrays.</param>
    /// <param name="gradient">Its gradient: an array by each array.</param>
    /// <param name="point">The arrays.</param>
    /// <param name="options">How to check.</param>
    /// <exception cref="GradientCheckException">It is not; the message is the report's table.</exception>
    public static void AssertArrays(
        Func<double[][], double> function, Func<double[][], double[][]> gradient, IReadOnlyList<double[]> point,
        GradientCheckOptions? options = null)
        => RunArrays(function, gradient, point, options).ThrowIfWrong();

    private static IEnumerable<(string Name, double[] Values)> Cotangents(GradientCheckOptions options, int outputs)
        => options.Mode == CheckMode.Full || outputs == 1
            ? Enumerable.Range(0, outputs).Select(output => (Text.Format($"output {output}"), Products.Unit(outputs, output)))
            : Enumerable.Range(0, options.Projections).Select(index => (
                Text.Format($"random combination {index} of the outputs"),
                Directions.Fixed<double>(options.Seed, "cotangent", index, outputs)));

    private static IEnumerable<(string Name, double[] Values)> Tangents(GradientCheckOptions options, double[] point)
        => options.Mode == CheckMode.Full
            ? Enumerable.Range(0, point.Length).Select(element => (
                Text.Format($"along x[{element}]"), Products.Unit(point.Length, element)))
            : Enumerable.Range(0, options.Projections).Select(index => (
                Text.Format($"along random tangent {index}"), Directions.Fixed<double>(options.Seed, "tangent", index, point.Length)));

    private static GradientCheckOptions OfFirstOrder(GradientCheckOptions? options)
    {
        GradientCheckOptions chosen = (options ?? new()).Checked();
        return chosen.Orders == 1
            ? chosen
            : throw new ArgumentException(
                $"Order {chosen.Orders} was asked for, but a function and its first derivatives allow order 1 only.", nameof(options));
    }
}
