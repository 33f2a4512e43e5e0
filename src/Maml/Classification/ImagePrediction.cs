using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>Which class an image is taken for, and how probable each is.</summary>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Probabilities">[classes], in the same order: softmax of the scores, p_k = exp(s_k) / sum_j exp(s_j).</param>
/// <remarks>They are what the net takes for probabilities: they add up to 1 over these classes, whatever the image shows, and nothing says
/// that of all images with 0.9 nine in ten are right.</remarks>
public sealed record ImagePrediction(IReadOnlyList<string> Classes, IReadOnlyList<double> Probabilities)
{
    /// <summary>The number of the most probable class, the first of several.</summary>
    public int Index
    {
        get
        {
            int best = 0;
            for (int k = 1; k < Probabilities.Count; k++)
            {
                best = Probabilities[k] > Probabilities[best] ? k : best;
            }

            return best;
        }
    }

    /// <summary>The name of the most probable class.</summary>
    public string Class => Classes[Index];

    /// <summary>The probability of that class.</summary>
    public double Probability => Probabilities[Index];

    /// <summary>The most probable class and its probability.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}, {100 * Probability:0.0} %");
}
