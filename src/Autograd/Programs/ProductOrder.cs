namespace AutogradMaml.Autograd;

/// <summary>In which order a program computes chains of matrix products.</summary>
public enum ProductOrder
{
    /// <summary>As they were recorded: a run gives the bits of recording anew.</summary>
    AsRecorded,

    /// <summary>In the order that costs least: A (D + s B C) as A D + s (A B) C, and a sum over tasks of products as one product of all
    /// their rows. The weights of a dense layer after an inner step on few examples are then never formed. By the rules of real numbers
    /// this is the same; a run differs from recording anew in the last bits, but runs are equal to each other, on any number of
    /// threads.</summary>
    Cheapest,
}
