using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Patients;

/// <summary>Splits patients into folds: each patient is in one, and no two folds differ by more than one patient.</summary>
internal static class Folds
{
    /// <summary>Splits some patients.</summary>
    /// <param name="patients">The patients.</param>
    /// <param name="count">The number of folds; at most one for each patient.</param>
    /// <param name="seed">The seed of the order.</param>
    /// <param name="purpose">What the folds are for: another purpose has another order.</param>
    /// <returns>For each fold the patients in it, in the order in which they were given.</returns>
    public static IReadOnlyList<IReadOnlyList<Patient>> Of(IReadOnlyList<Patient> patients, int count, ulong seed, string purpose)
    {
        int[] order = [.. Enumerable.Range(0, patients.Count)];
        new RandomStream(seed, purpose).Shuffle(order);
        int folds = Math.Min(count, patients.Count);
        return
        [
            .. Enumerable.Range(0, folds).Select(fold => (IReadOnlyList<Patient>)
            [
                .. order.Where((_, place) => place % folds == fold).Order().Select(place => patients[place]),
            ]),
        ];
    }
}
