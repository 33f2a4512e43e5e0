using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Federated;

/// <summary>
/// Synthetic(0.5, 0.5), data by formula: client k has y = argmax(x W_k + b_k) with the elements of W_k [60, 10] and b_k [10] from
/// N(u_k, 1), u_k from N(0, 0.5^2), and x from N(v_k, diag(j^-1.2)), j = 1..60, with the elements of v_k from N(B_k, 1), B_k from
/// N(0, 0.5^2). It has 5 (int(z) + 50) examples, z log-normal with the mean 4 and the deviation 2 of its logarithm.
/// </summary>
/// <remarks>
/// Everything is computed in double precision, labels too, and given in single precision. A client's numbers come from streams of its own,
/// named by (seed, purpose, client): no client's data depend on how many there are, and none can be computed without being asked for.
/// Source: T. Li et al., Federated optimization in heterogeneous networks, 2020, section 5.1, with the deviations and sizes of
/// C. T. Dinh, N. H. Tran and T. D. Nguyen, Personalized federated learning with Moreau envelopes, 2020, section 5.1.
/// </remarks>
internal sealed class SyntheticClients(ulong seed) : IClientSource
{
    /// <summary>The numbers of one input.</summary>
    public const int Features = 60;

    /// <summary>The number of classes.</summary>
    public const int Classes = 10;

    private const double Deviation = 0.5;

    /// <inheritdoc/>
    public ClientData Of(int client)
    {
        RandomStream sizes = new(seed, "synthetic size", client);
        int count = ((int)Math.Exp(4 + (2 * sizes.NextNormal())) + 50) * 5;
        RandomStream model = new(seed, "synthetic model", client);
        double modelMean = Deviation * model.NextNormal();
        double[] weights = Normals(model, modelMean, Features * Classes);
        double[] biases = Normals(model, modelMean, Classes);
        RandomStream place = new(seed, "synthetic place", client);
        double[] means = Normals(place, Deviation * place.NextNormal(), Features);
        double[] deviations = [.. Enumerable.Range(1, Features).Select(static j => Math.Pow(j, -0.6))];

        RandomStream drawn = new(seed, "synthetic inputs", client);
        var inputs = new float[count * Features];
        var labels = new float[count];
        Span<double> x = stackalloc double[Features];
        Span<double> scores = stackalloc double[Classes];
        for (int example = 0; example < count; example++)
        {
            biases.CopyTo(scores);
            for (int j = 0; j < Features; j++)
            {
                x[j] = means[j] + (deviations[j] * drawn.NextNormal());
                inputs[(example * Features) + j] = (float)x[j];
                for (int label = 0; label < Classes; label++)
                {
                    scores[label] += x[j] * weights[(j * Classes) + label];
                }
            }

            labels[example] = IndexOfLargest(scores);
        }

        // The examples are alike in distribution, so that their order says nothing.
        return ClientData.Divide(new(inputs, labels, Features), Classes);
    }

    private static double[] Normals(RandomStream stream, double mean, int count)
    {
        var values = new double[count];
        for (int k = 0; k < count; k++)
        {
            values[k] = mean + stream.NextNormal();
        }

        return values;
    }

    private static int IndexOfLargest(ReadOnlySpan<double> values)
    {
        int largest = 0;
        for (int k = 1; k < values.Length; k++)
        {
            largest = values[k] > values[largest] ? k : largest;
        }

        return largest;
    }
}
