namespace AutogradMaml.Autograd.Checking;

/// <summary>t to &lt;w, f(x + t v)&gt; at 0 for a function on plain arrays, whose derivative is &lt;w, J v&gt;.</summary>
internal sealed class HostDirection(
    Func<double[], double[]> function, Func<double[], double[], double[]> jacobianVectorProduct, double[] point, double[] tangent,
    double[] cotangent)
    : CheckedFunction([new("t", [1], 0)], [0], Precisions.Of<double>())
{
    public override string Derivative(int order) => "Jacobian-vector product";

    public override double Value(double[] x, int order) => Call("function", x[0], function);

    public override double[] Gradient(double[] x, int order, out double value)
    {
        value = Value(x, order);
        return [Call("Jacobian-vector product", x[0], at => jacobianVectorProduct(at, [.. tangent]))];
    }

    private double Call(string what, double t, Func<double[], double[]> product)
    {
        double[] given = [.. point.Zip(tangent, (at, along) => at + (t * along))];
        double[] before = [.. given];
        Evaluations++;
        double result = Products.Dot(product(given), cotangent);
        int changed = Array.FindIndex([.. given.Zip(before, static (now, then) => now.Equals(then))], static same => !same);
        if (changed >= 0)
        {
            Mutation ??= Text.Format(
                $"the {what} changed x[{changed}] from {before[changed]} to {given[changed]}: copy the input before writing to it");
        }

        return result;
    }
}
