using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The least and the greatest eigenvalue or singular value of a matrix.</summary>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
public readonly record struct Extremes(double Least, double Greatest)
{
    /// <summary>Both in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Least:G4} to {Greatest:G4}");

    /// <summary>The ends of the spectrum of a symmetric matrix that is known by its products, by power iteration: first the eigenvalue e of
    /// greatest size, then that of the matrix less e I, which is the other end.</summary>
    /// <param name="times">The matrix times a vector.</param>
    /// <param name="length">The number of its rows.</param>
    /// <param name="turns">The number of products for each end. Each end is approached from inside, at a rate of the ratio of neighbouring
    /// eigenvalues for each turn.</param>
    internal static Extremes OfSymmetric(Func<double[], double[]> times, int length, int turns)
    {
        double first = Dominant(times, length, turns);
        double second = first + Dominant(vector =>
        {
            double[] product = times(vector);
            for (int k = 0; k < length; k++)
            {
                product[k] -= first * vector[k];
            }

            return product;
        }, length, turns);
        return new(Math.Min(first, second), Math.Max(first, second));
    }

    /// <summary>Both as the cells of a row.</summary>
    internal string[] Row(string name)
        => [name, Least.ToString("G4", CultureInfo.InvariantCulture), Greatest.ToString("G4", CultureInfo.InvariantCulture)];

    /// <summary>Both as the numbers <c>least</c> and <c>greatest</c> of the object that is being written.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        DiagnosticText.Number(writer, "least", Least);
        DiagnosticText.Number(writer, "greatest", Greatest);
    }

    /// <summary>The mean of several.</summary>
    internal static Extremes Mean(IReadOnlyCollection<Extremes> all)
        => new(all.Average(static one => one.Least), all.Average(static one => one.Greatest));

    // Rayleigh's quotient of the last vector.
    private static double Dominant(Func<double[], double[]> times, int length, int turns)
    {
        RandomStream random = new(1, "power iteration");
        double[] vector = [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];
        double value = 0;
        for (int turn = 0; turn < turns; turn++)
        {
            double norm = TensorPrimitives.Norm<double>(vector);
            if (norm == 0)
            {
                return 0;
            }

            TensorPrimitives.Divide(vector, norm, vector);
            double[] product = times(vector);
            value = TensorPrimitives.Dot<double>(vector, product);
            vector = product;
        }

        return value;
    }
}
